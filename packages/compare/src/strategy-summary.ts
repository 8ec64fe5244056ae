import type { Direction, Point, Trial } from '@tune/core';
import { bestTrial, fallbacksOf, stepsOf, toLoss } from '@tune/core/plugin';
import { bestSoFar } from './best-so-far.ts';
import { scoringOf } from './choice.ts';
import type { Comparison, StrategySummary } from './comparison.ts';
import { budgetOf, type Design } from './design.ts';
import { isMeasured } from './run-result.ts';
import { lowerMedian, median } from './statistics/median.ts';
import type { StrategyFailure } from './strategy-failure.ts';
import type { StrategyResults } from './strategy-results.ts';

/** What the summary of one strategy needs of the comparison. */
export interface SummaryContext {
  readonly judgedBy: Comparison['judgedBy'];
  /** The value of the search whose price in trials and steps is told; undefined if there is none. */
  readonly target: number | undefined;
  readonly droppedAfter: number | undefined;
  readonly failure: StrategyFailure | undefined;
}

export function summaryOf(
  results: StrategyResults,
  design: Design,
  { judgedBy, target, droppedAfter, failure }: SummaryContext,
): StrategySummary {
  const { label, runs, median: middle } = results;
  const { direction } = design.objective;
  const { optimum } =
    (judgedBy === 'search' ? undefined : scoringOf(design))?.objective ?? design.objective;
  const { stepsPerTrial } = budgetOf(design);
  const all = runs.flatMap(({ trials }) => trials);
  const best = runs.map((run) => run.best?.value ?? null);
  const costOf = (trial: Trial): number => stepsOf(trial, stepsPerTrial ?? 1);
  const measured = all.filter(isMeasured);
  const fallbacks = fallbacksOf(measured);
  const needed = neededFor(target, results, direction);
  return {
    name: label,
    values: judgedBy === 'search' ? best : runs.map(({ choice }) => choice?.score ?? null),
    best,
    median: middle ?? null,
    ...(judgedBy === 'search' ? {} : choiceFields(results, direction)),
    ...(optimum === undefined
      ? {}
      : { medianRegret: middle === undefined ? null : Math.abs(middle - optimum.value) }),
    curve: bestSoFar(
      runs.flatMap(({ curve, isSpent }) => (isSpent ? curve : [])),
      direction,
    ),
    bestPoint: bestPointOf(results, direction, judgedBy),
    ...(failure === undefined ? {} : { failure }),
    ...(droppedAfter === undefined ? {} : { droppedAfter }),
    trialsToTarget: needed((_, place) => place + 1),
    ...costFields(design, needed),
    ...(stepsPerTrial === undefined ? {} : { steps: sum(all.map(costOf)) }),
    measured: measured.length,
    ...(fallbacks === undefined ? {} : { fallbacks }),
    failed: all.filter(({ state }) => state === 'failed').length,
    pruned: all.filter(({ state }) => state === 'pruned').length,
    suggestSeconds: sum(all.map(({ suggestSeconds }) => suggestSeconds)),
    evaluateSeconds: sum(all.map(({ evaluateSeconds = 0 }) => evaluateSeconds)),
  };
}

/** The price of the target in what the curves count, if that is not trials. */
function costFields(
  design: Design,
  needed: ReturnType<typeof neededFor>,
): Pick<StrategySummary, 'stepsToTarget' | 'secondsToTarget'> {
  const { stepsPerTrial, seconds } = budgetOf(design);
  if (stepsPerTrial === undefined && seconds === undefined) return {};
  const price = needed((costs, place) => costs[place]!);
  return seconds === undefined ? { stepsToTarget: price } : { secondsToTarget: price };
}

function choiceFields(
  { runs, searchMedian }: StrategyResults,
  direction: Direction,
): Pick<StrategySummary, 'choices' | 'searchMedian' | 'optimism'> {
  const gaps = runs.flatMap(({ choice }) => {
    if (choice == null || choice.score === null || choice.search === null) return [];
    return [toLoss(direction, choice.score) - toLoss(direction, choice.search)];
  });
  return {
    choices: runs.map(({ choice }) => choice ?? null),
    searchMedian: searchMedian ?? null,
    optimism: median(gaps) ?? null,
  };
}

/** The point with the best value of all repeats that is judged, the first of equals. */
function bestPointOf(
  { runs }: StrategyResults,
  direction: Direction,
  judgedBy: Comparison['judgedBy'],
): Point | null {
  const judged = runs.flatMap(({ best, choice }): { value: number; point: Point }[] => {
    if (judgedBy === 'search')
      return best?.value === undefined ? [] : [{ ...best, value: best.value }];
    return choice == null || choice.score === null
      ? []
      : [{ value: choice.score, point: choice.point }];
  });
  return bestTrial(judged, direction)?.point ?? null;
}

/**
 * What it cost until half of the runs had reached a value: their lower median, so that a strategy always
 * reaches its own median. Runs that were cut short without a value do not count.
 */
function neededFor(
  target: number | undefined,
  { runs }: StrategyResults,
  direction: Direction,
): (cost: (costs: readonly number[], place: number) => number) => number | null {
  if (target === undefined) return () => null;
  const loss = toLoss(direction, target);
  const counted = runs.filter(({ searchLoss }) => searchLoss !== undefined);
  return (cost) => {
    const costs = counted.map(({ curve }) => {
      const place = curve.losses.findIndex((own) => own <= loss);
      return place === -1 ? Infinity : cost(curve.costs, place);
    });
    const half = lowerMedian(costs);
    return half === undefined || half === Infinity ? null : half;
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
