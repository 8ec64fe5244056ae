import type { AcquisitionOptions, GaussianProcess, Maximum } from '@tune/gp-native';

/**
 * So far from every running trial a point lies in some coordinate of a whole box's cube: beside one, little
 * is learned that is not known soon anyway.
 */
export const APART = 1 / 12;

/** What is suggested: a row of the model's cube and what the model says of it. */
export type Choice = Pick<Maximum, 'row' | 'acquisition' | 'mean' | 'variance'>;

/** Of a distance from running trials, below which two are at the same place. */
const LEAST_SHARE = 1e-3;

export interface ApartOptions {
  /** p x d, rows of running trials. */
  readonly pending: Float64Array;
  /** In each coordinate of the model's cube; so far in one is far enough. */
  readonly distances: readonly number[];
  /** Whether they come nearer to each other where more run than have place. */
  readonly crowds: boolean;
}

/**
 * The maxima that do not lie beside running trials; where all do, the best candidate that does not. Where
 * there is no such candidate either: none, or where they crowd, what lies half as far from them, and so on.
 * In a box that has found a minimum the acquisition alone would send all workers there.
 *
 * @param candidates  m x d
 */
export function apartFrom(
  model: GaussianProcess,
  maxima: readonly Choice[],
  candidates: Float64Array,
  { pending, distances, crowds }: ApartOptions,
  acquisition: AcquisitionOptions,
): readonly Choice[] {
  let scores: Float64Array | undefined;
  for (let share = 1; share > LEAST_SHARE; share /= 2) {
    const isApart = apartBy(
      pending,
      distances.map((distance) => share * distance),
    );
    const apart = maxima.filter(({ row }) => isApart(row));
    if (apart.length > 0) return apart;
    scores ??= model.acquisition(candidates, acquisition);
    const best = bestOf(candidates, scores, isApart);
    if (best !== undefined) {
      const { mean, variance } = model.posterior(best.row);
      return [{ ...best, mean: mean[0]!, variance: variance[0]! }];
    }
    if (!crowds) break;
  }
  return [];
}

/** Whether a row lies so far from each of the others in some coordinate. */
function apartBy(others: Float64Array, distances: readonly number[]) {
  const d = distances.length;
  return (row: Float64Array): boolean => {
    for (let at = 0; at < others.length; at += d) {
      if (row.every((value, j) => Math.abs(value - others[at + j]!) < distances[j]!)) return false;
    }
    return true;
  };
}

/** The row of the largest score that is wanted. */
function bestOf(
  rows: Float64Array,
  scores: Float64Array,
  isWanted: (row: Float64Array) => boolean,
): Pick<Choice, 'row' | 'acquisition'> | undefined {
  const d = rows.length / scores.length;
  let best: Pick<Choice, 'row' | 'acquisition'> | undefined;
  for (const [index, score] of scores.entries()) {
    if (score <= (best?.acquisition ?? -Infinity)) continue;
    const row = rows.slice(index * d, (index + 1) * d);
    if (isWanted(row)) best = { row, acquisition: score };
  }
  return best;
}
