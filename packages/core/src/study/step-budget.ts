import { isCutOff } from './past.ts';
import type { Budget } from './strategy.ts';
import type { Trial } from './trial.ts';

/**
 * What a trial has cost, in steps: a pruned one the steps that it did, a cancelled one nothing, any
 * other one a full evaluation. A failure is as dear as a success, so that a study of failures ends.
 */
export function stepsOf(trial: Trial, stepsPerTrial: number): number {
  const { state, outcome, fidelity = 1 } = trial;
  // One that was cut off will be run again: its steps are kept for it.
  if (state === 'cancelled' && !isCutOff(trial)) return 0;
  if (state === 'pruned') return Math.max(1, outcome?.metrics?.['steps'] ?? stepsPerTrial);
  return stepsPerTrial * fidelity;
}

/** How many more full evaluations a budget of steps has room for; Infinity without one. */
export function trialsWithinSteps(
  trials: Iterable<Trial>,
  { steps, stepsPerTrial }: Budget = {},
): number {
  if (steps === undefined || stepsPerTrial === undefined) return Infinity;
  let left = steps;
  for (const trial of trials) left -= stepsOf(trial, stepsPerTrial);
  return Math.max(0, Math.floor(left / stepsPerTrial));
}
