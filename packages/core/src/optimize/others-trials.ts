import type { Budget } from '../study/budget.ts';
import { isWithin } from '../study/remaining-budget.ts';
import type { StudyParts } from '../study/study-parts.ts';

/** How often trials of other processes are looked at, when a slot is free for them. */
const POLL_MS = 500;

/**
 * After how long to look again at trials of other processes: their holders may die, and then they are
 * run here. Undefined if there are none.
 * @param part  of the budget: trials beyond it are not looked at
 */
export function pollOfOthers(
  { log, options, heldTrials }: StudyParts,
  part?: Budget,
): number | undefined {
  if (options.lease === undefined) return undefined;
  const { state } = log;
  const { holder, ms } = options.lease;
  if (state.running.size === 0) return undefined;
  const isOurs = isWithin(state, part);
  for (const number of state.running) {
    if (!isOurs(number)) continue;
    if (heldTrials.has(state.trial(number)!.token)) continue;
    const lease = state.leaseOf(number);
    // A trial of another study object of this process is not lost while the process lives.
    if (lease !== undefined && lease.holder !== holder) return Math.min(POLL_MS, ms / 4);
  }
  return undefined;
}
