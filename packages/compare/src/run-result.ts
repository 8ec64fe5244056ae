import type { Trial } from '@tune/core';
import { bestTrial, isFullFidelity, stepsOf, toLoss, TrialTime } from '@tune/core/plugin';
import { scoringOf } from './choice.ts';
import type { Choice, Comparison } from './comparison.ts';
import { budgetOf, type Design, type Run } from './design.ts';
import type { Effort } from './verdict/break-even.ts';
import type { RunCurve } from './verdict/cost-ratio.ts';

/** The stored trials of one run: those that the comparison sees of it. */
export interface RunTrials extends Run {
  readonly trials: readonly Trial[];
  /** It ended by its own rules: budget, used-up space, target or patience. */
  readonly isOver?: boolean;
  /** What was chosen, and its score; null if there is nothing to choose, undefined if it is not scored. */
  readonly choice?: Choice | null | undefined;
}

/** What one run was worth. */
export interface RunResult extends RunTrials {
  readonly best: Trial | undefined;
  /** How it went: in trials, or in steps if trials may be pruned, or in seconds if those are compared. */
  readonly curve: RunCurve;
  /** Of its best trial: Infinity without one; undefined if it was cut short before a trial was complete. */
  readonly searchLoss: number | undefined;
  /** Of its choice, in the same way; undefined if it was not scored. */
  readonly scoreLoss: number | undefined;
  /** It was not cut short. */
  readonly isSpent: boolean;
  /** That, and its choice is scored if choices are. */
  readonly isWhole: boolean;
}

export function runResultOf(run: RunTrials, design: Design): RunResult {
  const { trials, choice } = run;
  const { direction } = design.objective;
  const best = bestTrial(trials, direction);
  const isSpent = run.isOver === true || hasSpent(trials, design);
  const isScored = scoringOf(design) === undefined || choice !== undefined;
  // One that was cut short says nothing without a value.
  const none = isSpent ? Infinity : undefined;
  return {
    ...run,
    ...{ best, curve: curveOf(trials, design) },
    searchLoss: best?.value === undefined ? none : toLoss(direction, best.value),
    scoreLoss: choice === undefined ? undefined : lossOf(choice, direction),
    isSpent,
    isWhole: isSpent && isScored,
  };
}

/** A choice whose evaluation failed is worse than every value. */
const lossOf = (choice: Choice | null, direction: Comparison['direction']): number =>
  choice === null || choice.score === null ? Infinity : toLoss(direction, choice.score);

/** What was spent and the best loss after each measured trial. */
function curveOf(trials: readonly Trial[], design: Design): RunCurve {
  const { direction } = design.objective;
  const { stepsPerTrial } = budgetOf(design);
  const time = new TrialTime();
  const costs: number[] = [];
  const losses: number[] = [];
  const efforts: Effort[] = [];
  let [cost, evaluations, chooseSeconds] = [0, 0, 0];
  for (const trial of trials) {
    if (!isMeasured(trial)) continue;
    const own = stepsPerTrial === undefined ? 1 : stepsOf(trial, stepsPerTrial);
    time.add(trial);
    cost += own;
    costs.push(design.seconds === undefined ? cost : time.seconds);
    evaluations += own / (stepsPerTrial ?? 1);
    chooseSeconds += trial.suggestSeconds;
    efforts.push({ evaluations, chooseSeconds });
    const counts = trial.value !== undefined && isFullFidelity(trial);
    const loss = counts ? toLoss(direction, trial.value) : Infinity;
    losses.push(Math.min(losses.at(-1) ?? Infinity, loss));
  }
  return { costs, losses, efforts };
}

/** Whether trials spend the budget of a run or use up its finite space. */
export function hasSpent(trials: readonly Trial[], design: Design): boolean {
  const { space } = design.objective;
  const { trials: budget, seconds, steps, stepsPerTrial = 1 } = budgetOf(design);
  const measured = trials.filter(isMeasured);
  if (budget !== undefined && measured.length >= budget) return true;
  if (seconds !== undefined && secondsOf(measured) >= seconds) return true;
  const spent = measured.reduce((sum, trial) => sum + stepsOf(trial, stepsPerTrial), 0);
  // What is left would not pay for another full evaluation.
  if (steps !== undefined && steps - spent < stepsPerTrial) return true;
  if (measured.length < space.cardinality) return false;
  return new Set(measured.map(({ point }) => space.canonical(point))).size >= space.cardinality;
}

function secondsOf(trials: readonly Trial[]): number {
  const time = new TrialTime();
  for (const trial of trials) time.add(trial);
  return time.seconds;
}

/** Whether a trial has an outcome that counts. */
export const isMeasured = ({ state }: Trial): boolean =>
  state === 'complete' || state === 'failed' || state === 'pruned';
