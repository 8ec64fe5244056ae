import type { Rng, Space, Suggestion } from '@tune/core';
import type { GaussianProcess } from '@tune/gp-native';
import { allowed } from '../draw.ts';
import type { Seen } from '../seen.ts';
import { candidateRows } from './candidates.ts';
import { hyperparametersToMeta } from './hyperparameters-meta.ts';
import type { Observations } from './observations.ts';
import { searchAcquisition } from './search.ts';

export interface PickOptions {
  readonly candidates: number;
  readonly noise: 'infer' | 'deterministic';
  readonly acquisition: 'logEI' | 'ucb';
  readonly backend: string;
  /** Rows of the trials that are running, and of what this ask has suggested so far; q x d. */
  readonly pending: Float64Array;
  readonly signal: AbortSignal;
}

/**
 * The unseen point of the largest acquisition that the search finds, and what the model says of it.
 * The caller knows that the space is not used up.
 */
export async function pickPoint(
  model: GaussianProcess,
  space: Space,
  seen: Seen,
  rng: Rng,
  { rows, incumbentValue, best, transform }: Observations,
  { candidates, noise, acquisition, backend, pending, signal }: PickOptions,
): Promise<Suggestion> {
  const goal =
    // With noise the smallest observation is partly luck: the smallest expectation is not.
    noise === 'deterministic'
      ? incumbentValue
      : model.posterior(rows).mean.reduce((a, b) => Math.min(a, b));
  const excluded = space.cardinality === Infinity ? new Float64Array(0) : join(rows, pending);
  const maxima = await searchAcquisition(
    model,
    space,
    candidateRows(space, seen, rng, best, candidates),
    excluded,
    {
      acquisition: acquisition === 'ucb' ? 'ucb' : 'qLogEI',
      incumbentValue: goal,
      ...(pending.length > 0 ? { pending } : {}),
    },
    signal,
  );
  for (const { row, mean, variance, acquisition: value } of maxima) {
    const point = space.decode(row);
    // A local search may run into a point that is evaluated already, or round out of what is allowed.
    if (seen.has(point) || !allowed(space, point)) continue;
    return {
      point,
      meta: {
        phase: 'model',
        backend,
        observations: rows.length / space.columns.length,
        pending: pending.length / space.columns.length,
        mean,
        variance,
        acquisition: value,
        predictedLoss: transform.inverse(mean),
        hyperparameters: hyperparametersToMeta(model.hyperparameters),
      },
    };
  }
  return { point: seen.unseen(rng)!, meta: { phase: 'fallback', reason: 'all maxima are seen' } };
}

/** One array behind the other. */
export function join(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
