import type { Direction, Trial } from '@tune/core';
import { bestTrial, isBetter, isFullFidelity, stepsOf, toLoss } from '@tune/core/plugin';
import { bestSoFar } from './best-so-far.ts';
import type { StrategySummary } from './comparison.ts';
import { budgetOf, type Design, type Run } from './design.ts';
import { median } from './statistics/median.ts';
import type { RunCurve } from './verdict/cost-ratio.ts';

/** The stored trials of one run. */
export interface RunTrials extends Run {
  readonly trials: readonly Trial[];
  /** It ended by its own rules: budget, used-up space, target or patience. */
  readonly isOver?: boolean;
}

/** One strategy over all repeats, with what the statistics need of it. */
export interface StrategyResults {
  readonly label: string;
  readonly runs: readonly RunTrials[];
  /** The best trial of each run. */
  readonly bests: readonly (Trial | undefined)[];
  /** What each run was worth; undefined if it was cut short before a trial was complete. */
  readonly losses: readonly (number | undefined)[];
  /** How each run went: in trials, or in steps if trials may be pruned. */
  readonly curves: readonly RunCurve[];
  /** The median value. */
  readonly median: number | undefined;
}

export function resultsOf(
  label: string,
  all: readonly RunTrials[],
  design: Design,
): StrategyResults {
  const { direction } = design.objective;
  const runs = all.filter((run) => run.label === label);
  const bests = runs.map(({ trials }) => bestTrial(trials, direction));
  const losses = runs.map((run, index) => lossOf(run, bests[index], design));
  const middle = median(losses.filter((loss) => loss !== undefined));
  const hasMiddle = middle !== undefined && Number.isFinite(middle);
  // Zero and its negative are one number.
  const value = hasMiddle ? toLoss(direction, middle) + 0 : undefined;
  const curves = runs.map(({ trials }) => curveOf(trials, design));
  return { label, runs, bests, losses, curves, median: value };
}

/** What was spent and the best loss after each measured trial. */
function curveOf(trials: readonly Trial[], design: Design): RunCurve {
  const { direction } = design.objective;
  const { stepsPerTrial } = budgetOf(design);
  const costs: number[] = [];
  const losses: number[] = [];
  for (const trial of trials) {
    if (!isMeasured(trial)) continue;
    const cost = stepsPerTrial === undefined ? 1 : stepsOf(trial, stepsPerTrial);
    costs.push((costs.at(-1) ?? 0) + cost);
    const counts = trial.value !== undefined && isFullFidelity(trial);
    const loss = counts ? toLoss(direction, trial.value) : Infinity;
    losses.push(Math.min(losses.at(-1) ?? Infinity, loss));
  }
  return { costs, losses };
}

/**
 * The loss of the best trial. A run that spent its budget without a value is worse than every value; one
 * that was cut short before says nothing.
 */
function lossOf(run: RunTrials, best: Trial | undefined, design: Design): number | undefined {
  if (best?.value !== undefined) return toLoss(design.objective.direction, best.value);
  return isWhole(run, design) ? Infinity : undefined;
}

/** Whether a run spent its budget or used up its finite space. */
export function isWhole({ trials, isOver }: RunTrials, design: Design): boolean {
  if (isOver === true) return true;
  const { space } = design.objective;
  const { trials: budget, steps, stepsPerTrial = 1 } = budgetOf(design);
  const measured = trials.filter(isMeasured);
  if (budget !== undefined && measured.length >= budget) return true;
  const spent = sum(measured.map((trial) => stepsOf(trial, stepsPerTrial)));
  // What is left would not pay for another full evaluation.
  if (steps !== undefined && steps - spent < stepsPerTrial) return true;
  return new Set(measured.map(({ point }) => space.canonical(point))).size >= space.cardinality;
}

/** @param target  the value whose price in trials and steps is told; undefined if there is none */
export function summaryOf(
  { label, runs, bests, curves, median: middle }: StrategyResults,
  design: Design,
  target: number | undefined,
): StrategySummary {
  const { direction, optimum } = design.objective;
  const { stepsPerTrial } = budgetOf(design);
  const all = runs.flatMap(({ trials }) => trials);
  const best = bestTrial(
    bests.flatMap((trial) => trial ?? []),
    direction,
  );
  const costOf = (trial: Trial): number => stepsOf(trial, stepsPerTrial ?? 1);
  const priceOf = (cost?: (trial: Trial) => number): number | null =>
    target === undefined ? null : costUntil(target, runs, direction, cost);
  return {
    name: label,
    values: bests.map((trial) => trial?.value ?? null),
    best: bests.map((trial) => trial?.value ?? null),
    median: middle ?? null,
    ...(optimum === undefined
      ? {}
      : { medianRegret: middle === undefined ? null : Math.abs(middle - optimum.value) }),
    curve: bestSoFar(
      curves.filter((_, index) => isWhole(runs[index]!, design)),
      direction,
    ),
    bestPoint: best?.point ?? null,
    trialsToTarget: priceOf(),
    ...(stepsPerTrial === undefined
      ? {}
      : { stepsToTarget: priceOf(costOf), steps: sum(all.map(costOf)) }),
    measured: all.filter(isMeasured).length,
    failed: all.filter(({ state }) => state === 'failed').length,
    pruned: all.filter(({ state }) => state === 'pruned').length,
    suggestSeconds: sum(all.map(({ suggestSeconds }) => suggestSeconds)),
    evaluateSeconds: sum(all.map(({ evaluateSeconds = 0 }) => evaluateSeconds)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const isMeasured = ({ state }: Trial): boolean =>
  state === 'complete' || state === 'failed' || state === 'pruned';

/**
 * What it cost until a trial at full fidelity reached a value, the median over runs; a run that never
 * did counts as infinitely much. Without a cost of its own a trial costs its place in the study.
 */
function costUntil(
  target: number,
  runs: readonly RunTrials[],
  direction: Direction,
  costOf?: (trial: Trial) => number,
): number | null {
  const reaches = (trial: Trial): boolean =>
    trial.value !== undefined && isFullFidelity(trial) && !isBetter(direction, target, trial.value);
  const needed = runs.map(({ trials }) => {
    const hit = trials.find(reaches);
    if (hit === undefined) return Infinity;
    if (costOf === undefined) return hit.number;
    return sum(trials.filter(({ number }) => number <= hit.number).map(costOf));
  });
  const middle = median(needed);
  return middle === undefined || middle === Infinity ? null : middle;
}
