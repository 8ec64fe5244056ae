import type { Lease } from '@tune/core';
import { checkDuration } from '@tune/core/plugin';
import { isProcessGone, ownBegin, processSpace } from './system-process.ts';

/** Without a heartbeat for this long, a process on another machine counts as gone. */
const LEASE_MS = 60_000;

/**
 * The lease of this process: its holder is `machine|process id|when it began`. A holder on the same
 * machine is looked up among its processes, so that a killed one is known to be gone at once. For one
 * on another machine, and for a stopped one (SIGSTOP), only heartbeats count.
 * @throws STUDY_OPTION_INVALID
 */
export function processLease({ ms = LEASE_MS }: { ms?: number } = {}): Lease {
  checkDuration('ms', ms, 'milliseconds');
  const space = processSpace();
  return {
    holder: `${space}|${process.pid}|${ownBegin()}`,
    ms,
    isGone(holder) {
      const [where, pid, began = ''] = holder.split('|');
      return where === space ? isProcessGone(Number(pid), began) : undefined;
    },
  };
}
