import { readdirSync, readFileSync } from 'node:fs';

/** The environment variable that a worker, and every process that it starts, carries. */
export const PROCESS_TAG = 'TUNE_WORKER';

/** How often the list of processes is read: one that was just being started is found the next time. */
const MAX_ROUNDS = 10;

/**
 * Kills what a process that has ended has left behind: the members of its process group and, on
 * Linux, its session and all processes with this value of {@link PROCESS_TAG}. Other systems do not show
 * the environment of a process, so that a program in a group of its own stays.
 * @param pid  of the leader of a process group and session
 */
export function killTree(pid: number | undefined, tag: string): void {
  if (pid !== undefined && process.platform !== 'win32') kill(-pid);
  const text = `${PROCESS_TAG}=${tag}\0`;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = listProcesses().filter(
      (one) => one !== process.pid && (hasInEnvironment(one, text) || sessionOf(one) === pid),
    );
    if (found.length === 0) return;
    for (const one of found) kill(one);
  }
}

function hasInEnvironment(pid: number, text: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text);
  } catch {
    // It has ended, or belongs to another user.
    return false;
  }
}

/** The session of a process that is not a zombie. */
function sessionOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : Number(session);
  } catch {
    return undefined;
  }
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
