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
  for (const number of state.running) {
    if (heldTrials.has(state.trial(number)!.token)) continue;
    if (state.leaseOf(number) !== undefined) return Math.min(POLL_MS, options.lease.ms / 4);
  }
  return undefined;
}
