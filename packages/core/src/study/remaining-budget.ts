import { secondsSpent, trialsWithinSteps } from './budget.ts';
import type { ResolvedOptions } from './study-parts.ts';
import type { StudyState } from '../events/study-state.ts';
import { stopReason } from './stopping-rule.ts';

/** How many new full evaluations the budget still allows; Infinity without one. */
export function remainingTrials(state: StudyState): number {
  const { budget = {} } = state;
  const byTrials = Math.max(0, (budget.trials ?? Infinity) - state.counted);
  // The list of trials costs something; most budgets do not need it.
  if (budget.seconds === undefined && budget.steps === undefined) return byTrials;
  const { trials } = state;
  if (secondsSpent(trials) >= (budget.seconds ?? Infinity)) return 0;
  return Math.min(byTrials, trialsWithinSteps(trials, budget));
}

/** Why a study begins no new trial although the budget would allow it; undefined while it may. */
export const reasonToStop = (
  state: StudyState,
  { stopping, direction }: ResolvedOptions,
): string | undefined => stopReason(stopping, state, direction);

/** How many new trials may be begun now. */
export function allowance(state: StudyState, options: ResolvedOptions): number {
  return reasonToStop(state, options) === undefined ? remainingTrials(state) : 0;
}
