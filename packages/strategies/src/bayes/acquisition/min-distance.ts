import type { AcquisitionOptions, GaussianProcess, Maximum } from '@tune/gp-native';

/**
 * Minimum distance of a suggestion from every running trial, in at least one coordinate of the cube of the
 * whole box. Closer points would learn little that the running trial does not tell anyway.
 */
export const MIN_DISTANCE = 1 / 12;

/** A row of the model's cube, its acquisition value and the model's prediction. */
export type ScoredRow = Pick<Maximum, 'row' | 'acquisition' | 'mean' | 'variance'>;

/** The distance is never relaxed below this share of itself; closer points count as the same place. */
const MIN_SHARE = 1e-3;

export interface MinDistanceOptions {
  /** p x d, rows of running trials. */
  readonly pending: Float64Array;
  /** By coordinate of the model's cube; the distance must be kept in one of them. */
  readonly minDistance: readonly number[];
  /** Whether to halve the distance, again and again, as long as no point keeps it. */
  readonly relaxes: boolean;
}

/**
 * The maxima that keep the minimum distance from running trials; if none does, the best candidate that
 * does. If no candidate does either, the distance is halved until one does, or the result is empty if it
 * must not be relaxed. In a box that has found a minimum, the acquisition alone would send all workers there.
 *
 * @param candidates  m x d
 */
export function keepMinDistance(
  model: GaussianProcess,
  maxima: readonly ScoredRow[],
  candidates: Float64Array,
  { pending, minDistance, relaxes }: MinDistanceOptions,
  acquisition: AcquisitionOptions,
): readonly ScoredRow[] {
  let scores: Float64Array | undefined;
  for (let share = 1; share > MIN_SHARE; share /= 2) {
    const isFarEnough = distanceCheck(
      pending,
      minDistance.map((distance) => share * distance),
    );
    const distant = maxima.filter(({ row }) => isFarEnough(row));
    if (distant.length > 0) return distant;
    scores ??= model.acquisition(candidates, acquisition);
    const best = bestOf(candidates, scores, isFarEnough);
    if (best !== undefined) {
      const { mean, variance } = model.posterior(best.row);
      return [{ ...best, mean: mean[0]!, variance: variance[0]! }];
    }
    if (!relaxes) break;
  }
  return [];
}

/** Checks that a row keeps a distance from each of the others in at least one coordinate. */
function distanceCheck(others: Float64Array, distances: readonly number[]) {
  const d = distances.length;
  return (row: Float64Array): boolean => {
    for (let at = 0; at < others.length; at += d) {
      if (row.every((value, j) => Math.abs(value - others[at + j]!) < distances[j]!)) return false;
    }
    return true;
  };
}

/** The accepted row of the highest score. */
function bestOf(
  rows: Float64Array,
  scores: Float64Array,
  accepts: (row: Float64Array) => boolean,
): Pick<ScoredRow, 'row' | 'acquisition'> | undefined {
  const d = rows.length / scores.length;
  let best: Pick<ScoredRow, 'row' | 'acquisition'> | undefined;
  for (const [index, score] of scores.entries()) {
    if (score <= (best?.acquisition ?? -Infinity)) continue;
    const row = rows.slice(index * d, (index + 1) * d);
    if (accepts(row)) best = { row, acquisition: score };
  }
  return best;
}
