import { readdirSync, readFileSync } from 'node:fs';

/** The environment variable that a worker, and every process that it starts, carries. */
export const PROCESS_TAG = 'TUNE_WORKER';

/** How often the list of processes is read: one that was just being started is found the next time. */
const MAX_ROUNDS = 10;

/** A variable that all processes of a kind have in their environment, and its value. */
export interface Tag {
  readonly variable: string;
  readonly value: string;
}

/**
 * Kills what a worker that has ended has left behind: the members of its process group and, on
 * Linux, of its session, and all processes with its tag. Other systems do not show the environment of a
 * process, so that a program in a group of its own stays.
 * @param pid  of the worker, the leader of a process group and session
 */
export function killTree(pid: number | undefined, tag: string): void {
  if (pid !== undefined && process.platform !== 'win32') kill(-pid);
  killAll((one) => hasTag(one, { variable: PROCESS_TAG, value: tag }) || sessionOf(one) === pid);
}

/** Kills all processes with a tag, on Linux. */
export const killTagged = (tag: Tag): void => killAll((pid) => hasTag(pid, tag));

function killAll(isMeant: (pid: number) => boolean): void {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = listProcesses().filter((pid) => pid !== process.pid && isMeant(pid));
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

function hasTag(pid: number, { variable, value }: Tag): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`).includes(`${variable}=${value}\0`);
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
