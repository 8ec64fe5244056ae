/**
 * p-values corrected for claims about all of them together: with those at most 0.05, the probability of
 * any false claim is at most 5 %.
 *
 * @param pValues  one for each claim, in any order
 * @returns the corrected ones, in the same order
 * @see [Holm1979]
 *
 * @example
 * ```ts
 * import { holm } from '@tune/compare';
 * holm([0.01, 0.04, 0.03]); // [0.03, 0.06, 0.06]
 * ```
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [place, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - place) * pValues[index]!));
    adjusted[index] = largest;
  }
  return adjusted;
}
