// Kills a command and the process that supervises it, which would otherwise let it end in order.
import { readFileSync } from 'node:fs';

const childrenOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  } catch {
    return [];
  }
};

/** Of the processes below the command, those that run trials are left to what ends them. */
export function killHard(child) {
  for (const pid of [...childrenOf(child.pid), child.pid]) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}
