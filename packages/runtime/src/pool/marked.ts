import { readdirSync, readFileSync } from 'node:fs';

/** The variable by which whatever a worker starts, and all that those start, is known as its own. */
export const MARK = 'TUNE_WORKER';

/**
 * Ends the processes that carry a mark in their environment: those that a worker started and, being
 * killed, left behind. Only where the system tells the environment of a process, on Linux; elsewhere
 * they stay.
 */
export function killMarked(mark: string): void {
  // One that was just being started is met the next time round.
  for (let round = 0; round < 10; round++) {
    const found = marked(mark);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

function marked(mark: string): number[] {
  const text = `${MARK}=${mark}\0`;
  return processes().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text);
    } catch {
      // It has ended, or belongs to somebody else.
      return false;
    }
  });
}

function processes(): number[] {
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
    // It has ended meanwhile.
  }
}
