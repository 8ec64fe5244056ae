import type { Rng } from '@tune/core/plugin';
import { percentileInterval } from '../statistics/aggregates.ts';
import type { Interval } from '../statistics/share-interval.ts';

const RESAMPLES = 1000;

/**
 * 95 % intervals of means over problems, where the mean of a problem is one over its repeats: problems are drawn
 * again with replacement, and the repeats of each drawn problem too.
 *
 * @param problems  problems x repeats x quantities
 * @param rng  is drawn from
 * @returns one interval for each quantity; undefined if nothing varies: one problem with one repeat
 * @see [Efron1993] chapter 8, [Agarwal2021] the bootstrap over runs within problems
 */
export function meanIntervals(
  problems: readonly (readonly (readonly number[])[])[],
  rng: Rng,
): Interval[] | undefined {
  const count = problems[0]?.[0]?.length;
  const repeats = problems.reduce((total, rows) => total + rows.length, 0);
  if (count === undefined || repeats < 2) return undefined;
  const estimates = Array.from({ length: count }, () => new Float64Array(RESAMPLES));
  for (let i = 0; i < RESAMPLES; i++) {
    for (let drawn = 0; drawn < problems.length; drawn++) {
      const rows = problems[rng.integer(problems.length)]!;
      const weight = 1 / (problems.length * rows.length);
      for (let repeat = 0; repeat < rows.length; repeat++) {
        const row = rows[rng.integer(rows.length)]!;
        for (const [index, value] of row.entries()) estimates[index]![i]! += value * weight;
      }
    }
  }
  return estimates.map((list) => percentileInterval(list));
}
