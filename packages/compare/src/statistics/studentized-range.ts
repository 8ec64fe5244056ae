import { normalBelow, normalDensity } from './normal-distribution.ts';

/** The integrand is smooth and vanishes at both ends, so that equal steps are exact to the last digits. */
const STEP = 1 / 16;
const REACH = 9;

/**
 * The probability that the range of `count` independent standard normal numbers is below `q`: the studentized range
 * with infinitely many degrees of freedom.
 * @see [Tukey1949]
 */
export function studentizedRangeBelow(q: number, count: number): number {
  if (q <= 0) return 0;
  let sum = 0;
  for (let z = -REACH; z <= REACH + q; z += STEP) {
    // z is the largest of them, the others lie within q below it.
    sum += normalDensity(z) * (normalBelow(z) - normalBelow(z - q)) ** (count - 1);
  }
  return Math.min(1, count * STEP * sum);
}

/**
 * The value that the range of `count` standard normal numbers is below with a given probability.
 *
 * @param probability  between 0 and 1
 * @param count  at least 2
 *
 * @example
 * ```ts
 * import { studentizedRangeQuantile } from '@tune/compare';
 * studentizedRangeQuantile(0.95, 3); // near 3.3145
 * ```
 */
export function studentizedRangeQuantile(probability: number, count: number): number {
  let [low, high] = [0, 1];
  while (studentizedRangeBelow(high, count) < probability) high *= 2;
  for (let middle = high / 2; low < middle && middle < high; middle = (low + high) / 2) {
    if (studentizedRangeBelow(middle, count) < probability) low = middle;
    else high = middle;
  }
  return high;
}
