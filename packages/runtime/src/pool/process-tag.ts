import { readdirSync, readFileSync } from 'node:fs';

/** The environment variable that a worker, and every process that it starts, carries. */
export const PROCESS_TAG = 'TUNE_WORKER';

/** How often the list of processes is read: one that was just being started is found the next time. */
const MAX_ROUNDS = 10;

/**
 * Kills the processes with this value of {@link PROCESS_TAG}: those that a killed worker left behind.
 * Only Linux shows the environment of a process; on other systems they stay.
 */
export function killTagged(tag: string): void {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = findTagged(tag);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

function findTagged(tag: string): number[] {
  const text = `${PROCESS_TAG}=${tag}\0`;
  return listProcesses().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text);
    } catch {
      // It has ended, or belongs to another user.
      return false;
    }
  });
}

function listProcesses(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
