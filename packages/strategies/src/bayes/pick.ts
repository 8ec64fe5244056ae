import type { Point, Rng, Scratch, Space, Suggestion } from '@tune/core';
import type { AcquisitionOptions, Hyperparameters, Maximum } from '@tune/gp-native';
import { allowed } from '../draw.ts';
import type { Seen } from '../seen.ts';
import { apartFrom, type Choice } from './apart.ts';
import { candidatesOf } from './candidates.ts';
import { hyperparametersToMeta } from './hyperparameters-meta.ts';
import { isExact } from './model.ts';
import { searchAcquisition } from './search.ts';
import type { View } from './view.ts';

export interface PickOptions {
  readonly candidates: number;
  readonly acquisition: 'logEI' | 'ucb';
  readonly backend: string;
  /** Points of the trials that are running, and of what this ask has suggested so far. */
  readonly pending: readonly Point[];
  /** Those of the fit, in the cube of the whole box: where the next one starts. */
  readonly hyperparameters: Hyperparameters;
  readonly scratch: Scratch;
  readonly signal: AbortSignal;
}

/** ln of an expected improvement, in deviations of the losses, below which a model only polishes. */
const LITTLE = -5;

/** The same with length scales half as long: what is known reaches less far. */
function doubted({ logLengthscales, ...rest }: Hyperparameters): Hyperparameters {
  return { ...rest, logLengthscales: logLengthscales.map((log) => log - Math.LN2) };
}

/**
 * The unseen point of the largest acquisition that the search finds, and what the model says of it.
 * The caller knows that the space is not used up.
 *
 * @returns undefined where a finite space has no further point, or all of an inner part lies beside running
 *   trials
 */
export async function pickPoint(
  { model, observations, region, distances }: View,
  space: Space,
  seen: Seen,
  rng: Rng,
  options: PickOptions,
): Promise<Suggestion | undefined> {
  const { candidates, acquisition, backend, pending: running, scratch, signal } = options;
  const { ended, frame, rows, incumbentValue, best, transform } = observations;
  const d = space.columns.length;
  const pending = new Float64Array(running.length * d);
  running.forEach((point, index) => pending.set(frame.row(point), index * d));
  const excluded = space.cardinality === Infinity ? new Float64Array(0) : join(rows, pending);
  const starts = candidatesOf(space, frame, seen, rng, scratch, {
    best,
    count: candidates,
    ...(region === undefined ? {} : { center: frame.row(region.best) }),
  });
  const acquire = (): AcquisitionOptions => ({
    acquisition: acquisition === 'ucb' ? 'ucb' : 'qLogEI',
    // With noise the smallest observation is partly luck: the smallest expectation is not.
    incumbentValue: isExact(model)
      ? incumbentValue
      : model.posterior(rows).mean.reduce((a, b) => Math.min(a, b)),
    ...(pending.length > 0 ? { pending } : {}),
  });
  const search = (wanted: AcquisitionOptions): Promise<Maximum[]> =>
    searchAcquisition(model, space, frame, starts, excluded, wanted, signal);
  const wanted = acquire();
  let maxima = await search(wanted);
  let phase = 'model';
  const n = ended + running.length;
  const finite = space.columns.some(({ levels }) => levels > 1 && levels < Infinity);
  const little = (maxima[0]?.acquisition ?? 0) < LITTLE;
  // A model that is sure of a length scale polishes for ever beside a level that it never tried.
  if (finite && little && acquisition === 'logEI' && n % 3 === 0) {
    const sure = model.hyperparameters;
    model.setHyperparameters(doubted(sure));
    maxima = await search(acquire());
    model.setHyperparameters(sure);
    phase = 'doubt';
  }
  let choices: readonly Choice[] = maxima;
  if (pending.length > 0 && space.cardinality === Infinity) {
    // From an inner part one goes back to the whole box.
    const isInner = region?.isInner === true;
    const apart = { pending, distances, crowds: !isInner };
    choices = apartFrom(model, maxima, starts.rows, apart, wanted);
    if (choices.length === 0 && isInner) return undefined;
    if (choices.length === 0) choices = maxima;
  }
  for (const { row, mean, variance, acquisition: value } of choices) {
    const point = frame.point(row);
    // A local search may run into a point that is evaluated already, or round out of what is allowed.
    if (seen.has(point) || !allowed(space, point)) continue;
    return {
      point,
      meta: {
        phase,
        backend,
        observations: rows.length / d,
        pending: running.length,
        // A model of some of the trials says so.
        ...(rows.length === ended * d ? {} : { subsetOf: ended }),
        ...(region === undefined ? {} : { region: region.side }),
        ...(region?.isInner ? { inner: true } : {}),
        mean,
        variance,
        acquisition: value,
        predictedLoss: transform.inverse(mean),
        hyperparameters: hyperparametersToMeta(options.hyperparameters),
      },
    };
  }
  const point = seen.unseen(rng);
  return point && { point, meta: { phase: 'fallback', reason: 'all maxima are seen' } };
}

/** One array behind the other. */
function join(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
