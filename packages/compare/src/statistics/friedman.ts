import { upperGamma } from './incomplete-gamma.ts';
import { studentizedRangeQuantile } from './studentized-range.ts';

/** Whether any of several treatments differs from the others. */
export interface FriedmanTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** By the chi-squared distribution, which is rough for few blocks. */
  readonly pValue: number;
  /** Two means over blocks that are further apart are different at 5 %, by Nemenyi's test. */
  readonly criticalDifference: number;
}

/**
 * Friedman's test on the ranks within blocks. The ranks may be means over several rankings of a block: then their
 * own variance takes the place of that of whole ranks.
 *
 * @param blocks  n blocks, each with the rank of every treatment
 * @returns undefined for fewer than two blocks or treatments, or if nothing differs within any block
 * @see [Friedman1937], [Demsar2006] the critical difference
 *
 * @example
 * ```ts
 * import { friedman } from '@tune/compare';
 * const test = friedman([[1, 2, 3], [1, 2, 3], [1, 3, 2], [1, 2, 3]]);
 * test!.statistic; // 6.5
 * ```
 */
export function friedman(blocks: readonly (readonly number[])[]): FriedmanTest | undefined {
  const count = blocks[0]?.length ?? 0;
  if (blocks.length < 2 || count < 2) return undefined;
  const treatments = Array.from({ length: count }, (_, index) => index);
  const center = mean(blocks.flat());
  let variance = 0;
  for (const block of blocks) {
    const middle = mean(block);
    variance += sum(block.map((rank) => (rank - middle) ** 2)) / (count - 1);
  }
  if (variance === 0) return undefined;
  const sums = treatments.map((index) => sum(blocks.map((block) => block[index]! - center)));
  const statistic = sum(sums.map((total) => total ** 2)) / variance;
  return {
    statistic,
    degreesOfFreedom: count - 1,
    pValue: upperGamma((count - 1) / 2, statistic / 2),
    criticalDifference:
      (studentizedRangeQuantile(0.95, count) * Math.sqrt(variance)) / blocks.length,
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
