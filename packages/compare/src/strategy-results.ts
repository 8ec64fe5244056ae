import type { Direction } from '@tune/core';
import { toLoss } from '@tune/core/plugin';
import type { Comparison } from './comparison.ts';
import type { RunResult } from './run-result.ts';
import { median } from './statistics/median.ts';

/** One strategy over all repeats, with what the statistics need of it. */
export interface StrategyResults {
  readonly label: string;
  readonly runs: readonly RunResult[];
  /** What is judged of each run; undefined if it says nothing. */
  readonly losses: readonly (number | undefined)[];
  /** The median value that is judged, and that of the search. */
  readonly median: number | undefined;
  readonly searchMedian: number | undefined;
}

export function resultsOf(
  label: string,
  all: readonly RunResult[],
  direction: Direction,
  judgedBy: Comparison['judgedBy'],
): StrategyResults {
  const runs = all.filter((run) => run.label === label);
  const searched = runs.map(({ searchLoss }) => searchLoss);
  const losses = judgedBy === 'search' ? searched : runs.map(({ scoreLoss }) => scoreLoss);
  return {
    ...{ label, runs, losses },
    median: medianValue(losses, direction),
    searchMedian: medianValue(searched, direction),
  };
}

function medianValue(
  losses: readonly (number | undefined)[],
  direction: Direction,
): number | undefined {
  const middle = median(losses.filter((loss) => loss !== undefined));
  const hasMiddle = middle !== undefined && Number.isFinite(middle);
  // Zero and its negative are one number.
  return hasMiddle ? toLoss(direction, middle) + 0 : undefined;
}
