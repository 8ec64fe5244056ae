import { readdirSync, readFileSync } from 'node:fs';

/** The environment variable that a program, and every process that it starts, carries. */
export const PROGRAM_TAG = 'TUNE_PROGRAM';

/** How often the list of processes is read: one that is just being started is found the next time. */
const MAX_ROUNDS = 10;

/**
 * Kills the processes with this value of {@link PROGRAM_TAG}, also those that left the process group of
 * their program. Only Linux shows the environment of a process; on other systems they stay.
 */
export function killTagged(tag: string): void {
  const text = `${PROGRAM_TAG}=${tag}\0`;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = listProcesses().filter((pid) => hasEnvironment(pid, text));
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

function listProcesses(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function hasEnvironment(pid: string, text: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`).includes(text);
  } catch {
    // It has ended, or belongs to another user.
    return false;
  }
}

function kill(pid: string): void {
  try {
    process.kill(Number(pid), 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
