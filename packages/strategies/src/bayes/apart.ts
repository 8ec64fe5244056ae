import type { AcquisitionOptions, GaussianProcess, Maximum } from '@tune/gp-native';

/**
 * So far from every running trial a point lies in some coordinate of a whole box's cube: beside one, little
 * is learned that is not known soon anyway.
 */
export const APART = 1 / 12;

/** What is suggested: a row of the model's cube and what the model says of it. */
export type Choice = Pick<Maximum, 'row' | 'acquisition' | 'mean' | 'variance'>;

/**
 * The maxima that do not lie beside running trials; where all do, the best candidate that does not; none
 * where there is no such candidate either.
 * In a box that has found a minimum the acquisition alone would send all workers there.
 *
 * @param candidates  m x d
 * @param pending  p x d, rows of running trials
 * @param distances  in each coordinate of the model's cube; so far in one is far enough
 */
export function apartFrom(
  model: GaussianProcess,
  maxima: readonly Choice[],
  candidates: Float64Array,
  pending: Float64Array,
  distances: readonly number[],
  acquisition: AcquisitionOptions,
): readonly Choice[] {
  const d = model.dimensions;
  const isApart = (row: Float64Array): boolean => {
    for (let at = 0; at < pending.length; at += d) {
      if (row.every((value, j) => Math.abs(value - pending[at + j]!) < distances[j]!)) return false;
    }
    return true;
  };
  const apart = maxima.filter(({ row }) => isApart(row));
  if (apart.length > 0) return apart;
  const scores = model.acquisition(candidates, acquisition);
  let best: Choice | undefined;
  for (const [index, score] of scores.entries()) {
    if (score <= (best?.acquisition ?? -Infinity)) continue;
    const row = candidates.slice(index * d, (index + 1) * d);
    if (!isApart(row)) continue;
    best = { row, acquisition: score, mean: 0, variance: 0 };
  }
  if (best === undefined) return [];
  const { mean, variance } = model.posterior(best.row);
  return [{ ...best, mean: mean[0]!, variance: variance[0]! }];
}
