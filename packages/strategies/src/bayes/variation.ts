import type { Space } from '@tune/core';
import { sobol } from '../sampling/sobol.ts';

/** How much of the variation of a value comes from one parameter; both are in [0, 1]. */
export interface VariationShare {
  /** What it explains by itself, whatever the others are. */
  readonly alone: number;
  /** That, and what it explains only together with others. */
  readonly withOthers: number;
}

/** Points of each of the two samples. */
const SAMPLES = 1024;
/** Any number: the same points for every space of as many parameters. */
const SEED = 1;

/**
 * The variance-based importance of each parameter of a function on the unit cube of a space. Rows are
 * those of points of the space: snapped to their levels, inactive parameters in the middle. Constraints are
 * not heeded, because the shares are defined for independent parameters.
 *
 * @param valuesAt  the function at rows (n x d, row-major)
 * @returns one for each parameter; zeros where the function is constant
 * @see [Sobol2001] the shares, [Jansen1999] how they are estimated
 */
export function variationShares(
  space: Space,
  valuesAt: (rows: Float64Array) => Float64Array,
): VariationShare[] {
  const d = space.columns.length;
  const points = sobol(2 * d, SEED).rows(0, SAMPLES);
  /** Rows of the first sample, with one column, or all, of the second. */
  const sampled = (fromSecond: (column: number) => boolean): Float64Array => {
    const rows = new Float64Array(SAMPLES * d);
    const row = new Float64Array(d);
    for (let i = 0; i < SAMPLES; i++) {
      for (let j = 0; j < d; j++) row[j] = points[i * 2 * d + (fromSecond(j) ? d + j : j)]!;
      rows.set(space.encode(space.decode(row)), i * d);
    }
    return rows;
  };
  const [first, second] = [valuesAt(sampled(() => false)), valuesAt(sampled(() => true))];
  const variance = varianceOf([...first, ...second]);
  return space.columns.map((_, column) => {
    if (variance === 0) return { alone: 0, withOthers: 0 };
    const mixed = valuesAt(sampled((j) => j === column));
    const shareOf = (other: Float64Array): number => halfMeanSquare(other, mixed) / variance;
    const withOthers = Math.min(1, shareOf(first));
    return { alone: Math.min(withOthers, Math.max(0, 1 - shareOf(second))), withOthers };
  });
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function halfMeanSquare(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length / 2;
}
