import type { ResolvedOptions } from './study-parts.ts';
import type { StudyState } from '../events/study-state.ts';
import type { Budget } from './budget.ts';
import { Spending } from './spending.ts';
import { stopReason } from './stopping-rule.ts';
import { trialsWithin } from './within-budget.ts';

const spendings = new WeakMap<StudyState, Spending>();

/** What the trials of a state have cost: counted on from what was counted before. */
function spendingOf(state: StudyState): Spending {
  let spending = spendings.get(state);
  if (spending === undefined) spendings.set(state, (spending = new Spending(state)));
  return spending;
}

/** How many new full evaluations a budget still allows; Infinity without one. */
export function remainingTrials(state: StudyState, budget = state.budget): number {
  const { trials = Infinity, seconds, steps, stepsPerTrial } = budget ?? {};
  const byTrials = Math.max(0, trials - state.counted);
  if (seconds !== undefined && remainingSeconds(state, budget) <= 0) return 0;
  if (steps === undefined || stepsPerTrial === undefined) return byTrials;
  const left = (steps - spendingOf(state).steps(stepsPerTrial)) / stepsPerTrial;
  return Math.min(byTrials, Math.max(0, Math.floor(left)));
}

/** How many seconds a budget still allows; Infinity without a budget of seconds. */
export function remainingSeconds(state: StudyState, budget = state.budget): number {
  const { seconds } = budget ?? {};
  return seconds === undefined ? Infinity : seconds - spendingOf(state).seconds();
}

/** Why a study begins no new trial although the budget would allow it; undefined while it may. */
export const reasonToStop = (
  state: StudyState,
  { stopping, direction }: ResolvedOptions,
): string | undefined => stopReason(stopping, state, direction);

/** How many new trials may be begun now. @param part  of the budget */
export function allowance(state: StudyState, options: ResolvedOptions, part?: Budget): number {
  if (reasonToStop(state, options) !== undefined) return 0;
  const all = remainingTrials(state);
  return part === undefined ? all : Math.min(all, remainingTrials(state, part));
}

/**
 * Whether trials that exist and wait may be begun: they have their place in a budget of trials or steps,
 * but nothing is begun once a stopping rule holds or the seconds of the budget are spent.
 * @param part  of the budget
 */
export const mayClaim = (state: StudyState, options: ResolvedOptions, part?: Budget): boolean =>
  reasonToStop(state, options) === undefined &&
  remainingSeconds(state) > 0 &&
  (part === undefined || remainingSeconds(state, part) > 0);

/** Tells by their numbers which of the trials that exist are in a part of the budget. */
export function isWithin(state: StudyState, part: Budget | undefined): (trial: number) => boolean {
  if (part === undefined) return () => true;
  const numbers = new Set(trialsWithin(state.trials, part).map(({ number }) => number));
  return (trial) => numbers.has(trial);
}
