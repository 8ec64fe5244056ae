import { midranks } from './ranks.ts';
import type { Interval } from './share-interval.ts';

/**
 * The mean of the middle half: a quarter of the values, rounded down, is left out at each end.
 *
 * @param values  at least one
 * @see [Agarwal2021]
 *
 * @example
 * ```ts
 * import { interquartileMean } from '@tune/compare';
 * interquartileMean([1, 2, 3, 100]); // 2.5
 * ```
 */
export function interquartileMean(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(sorted.length / 4);
  return mean(sorted.subarray(cut, sorted.length - cut));
}

/**
 * The probability that a run of the first is larger than one of the second, the mean over problems; equal
 * ones count half. For runs that are not paired: each of the first is set against each of the second.
 *
 * @param first, second  by problem, the values of its runs
 * @see [Agarwal2021]
 *
 * @example
 * ```ts
 * import { probabilityOfImprovement } from '@tune/compare';
 * probabilityOfImprovement([[3, 4], [1, 1]], [[1, 2], [1, 1]]); // 0.75
 * ```
 */
export function probabilityOfImprovement(
  first: readonly (readonly number[])[],
  second: readonly (readonly number[])[],
): number {
  return mean(
    first.map((own, problem) => {
      const others = second[problem]!;
      const ranks = midranks([...own, ...others]).slice(0, own.length);
      // The Mann-Whitney statistic, by the sum of ranks.
      const above = mean(ranks) * own.length - (own.length * (own.length + 1)) / 2;
      return above / (own.length * others.length);
    }),
  );
}

/**
 * How far values are below a goal on average; those beyond it count as the goal.
 * @see [Agarwal2021]
 */
export const optimalityGap = (values: readonly number[], goal = 1): number =>
  goal - mean(values.map((value) => Math.min(value, goal)));

/**
 * The 95 % percentile interval of resampled estimates, linear between two of them.
 * @see [Efron1993] chapter 13
 */
export function percentileInterval(estimates: Iterable<number>): Interval {
  const sorted = Float64Array.from(estimates).sort();
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const [a, b] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
    return a + (b - a) * (place - below);
  };
  return { low: at(0.025), high: at(0.975) };
}

const mean = (values: readonly number[] | Float64Array): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
};
