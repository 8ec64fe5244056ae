import type { Rng, Space, Suggestion } from '@tune/core';
import type { GaussianProcess } from '@tune/gp-native';
import type { Seen } from '../seen.ts';
import { candidateRows } from './candidates.ts';
import { hyperparametersToMeta } from './hyperparameters-meta.ts';
import type { Observations } from './observations.ts';

export interface PickOptions {
  readonly candidates: number;
  readonly noise: 'infer' | 'deterministic';
  readonly backend: string;
  readonly signal: AbortSignal;
}

/**
 * The unseen point of the largest log expected improvement that the search finds, and what the model
 * says of it. The caller knows that the space is not used up.
 */
export async function pickPoint(
  model: GaussianProcess,
  space: Space,
  seen: Seen,
  rng: Rng,
  { ended, rows, incumbentValue, best, transform }: Observations,
  { candidates, noise, backend, signal }: PickOptions,
): Promise<Suggestion> {
  const goal =
    // With noise the smallest observation is partly luck: the smallest expectation is not.
    noise === 'deterministic' ? incumbentValue : Math.min(...model.posterior(rows).mean);
  const maxima = await model.maximize({
    candidates: candidateRows(space, seen, rng, best, candidates),
    incumbentValue: goal,
    continuous: Uint8Array.from(space.columns, ({ levels }) => (levels === Infinity ? 1 : 0)),
    signal,
  });
  for (const { row, mean, variance, acquisition } of maxima) {
    const point = space.decode(row);
    // A local search may run into a point that is evaluated already.
    if (seen.has(point)) continue;
    return {
      point,
      meta: {
        phase: 'model',
        backend,
        observations: rows.length / space.columns.length,
        // A model of some of the trials says so.
        ...(rows.length === ended * space.columns.length ? {} : { subsetOf: ended }),
        mean,
        variance,
        logExpectedImprovement: acquisition,
        predictedLoss: transform.inverse(mean),
        hyperparameters: hyperparametersToMeta(model.hyperparameters),
      },
    };
  }
  return { point: seen.unseen(rng)!, meta: { phase: 'fallback', reason: 'all maxima are seen' } };
}
