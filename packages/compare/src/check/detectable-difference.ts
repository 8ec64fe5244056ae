import type { Rng } from '@tune/core/plugin';
import { median } from '../statistics/median.ts';
import { signedRankSum, wilcoxon } from '../statistics/wilcoxon.ts';
import { levelOf } from '../verdict/levels.ts';

/** How often the difference is to be found, in how many draws it is tried, and how finely. */
const POWER = 0.8;
const DRAWS = 100;
const HALVINGS = 6;

/**
 * The smallest difference between two strategies that so many repeats name in 80 % of comparisons, if
 * runs differ by chance as these do: a shift of their differences, whose signs are drawn.
 * @returns null where nothing varies, or where even large differences are not found
 */
export function detectableDifference(
  differences: readonly number[],
  rope: number,
  rng: Rng,
): number | null {
  const sizes = differences.map(Math.abs).filter((size) => size > 0 && Number.isFinite(size));
  const typical = median(sizes);
  if (typical === undefined) return null;
  const signs = Array.from({ length: DRAWS }, () =>
    differences.map(() => (rng.next() < 0.5 ? -1 : 1)),
  );
  const isFound = (shift: number): boolean => {
    const found = signs.filter((draw) => {
      const shifted = differences.map((difference, index) => difference * draw[index]! - shift);
      return isNamed(shifted, rope);
    });
    return found.length >= POWER * DRAWS;
  };
  let [low, high] = [0, typical];
  for (let doubling = 0; !isFound(high); doubling++) {
    if (doubling === HALVINGS) return null;
    [low, high] = [high, 2 * high];
  }
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = low / 2 + high / 2;
    if (isFound(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Whether the first is better, as a pair is judged; the median stands for the estimate, which takes longer. */
const isNamed = (differences: readonly number[], rope: number): boolean =>
  median(differences)! <= -rope &&
  signedRankSum(differences) < 0 &&
  wilcoxon(differences) <= levelOf({ isFixed: true });
