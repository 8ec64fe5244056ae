import type { StudyParts } from '../study/study-parts.ts';

/** How often trials of other processes are looked at, when a slot is free for them. */
const POLL_MS = 500;

/**
 * After how long to look again at trials of other processes: their holders may die, and then they are
 * run here. Undefined if there are none.
 */
export function pollOfOthers({ log, options, heldTrials }: StudyParts): number | undefined {
  if (options.lease === undefined) return undefined;
  const { state } = log;
  const { holder, ms } = options.lease;
  for (const number of state.running) {
    if (heldTrials.has(state.trial(number)!.token)) continue;
    const lease = state.leaseOf(number);
    // A trial of another study object of this process is not lost while the process lives.
    if (lease !== undefined && lease.holder !== holder) return Math.min(POLL_MS, ms / 4);
  }
  return undefined;
}
