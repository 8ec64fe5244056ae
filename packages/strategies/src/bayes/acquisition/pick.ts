import type { Point, Space, Suggestion } from '@tune/core';
import {
  isAllowed,
  walkedMeta,
  type EvaluatedPoints,
  type Rng,
  type Scratch,
} from '@tune/core/plugin';
import type { AcquisitionOptions, Hyperparameters } from '@tune/gp-native';
import { hyperparametersToMeta } from '../model/hyperparameters-meta.ts';
import { isExact } from '../model/model.ts';
import type { View } from '../region/view.ts';
import { createCandidates } from './candidates.ts';
import { climbAllowed } from './climb.ts';
import { keepMinDistance, type ScoredRow } from './min-distance.ts';
import { searchAcquisition } from './search.ts';

export interface PickOptions {
  readonly candidates: number;
  readonly acquisition: 'logEI' | 'ucb';
  readonly backend: string;
  /** Points of running trials and of this ask's suggestions so far. */
  readonly pending: readonly Point[];
  /** Hyperparameters of the fit, in the cube of the whole box: the next fit starts from them. */
  readonly hyperparameters: Hyperparameters;
  readonly scratch: Scratch;
  readonly signal: AbortSignal;
}

/** Log expected improvement, in standard deviations of the losses, below which little is left to gain. */
const NEGLIGIBLE_LOG_EI = -5;

/** The same hyperparameters with length scales half as long: the model is less certain away from trials. */
function withHalfLengthscales({ logLengthscales, ...rest }: Hyperparameters): Hyperparameters {
  return { ...rest, logLengthscales: logLengthscales.map((log) => log - Math.LN2) };
}

/**
 * The new point of the largest acquisition that the search finds, with the model's prediction.
 * The caller checks first that the space is not used up.
 *
 * @returns undefined if a finite space has no further point, or if the inner part of a box has no point
 *   that is far enough from running trials
 */
export async function pickPoint(
  { model, observations, region, minDistance }: View,
  space: Space,
  evaluated: EvaluatedPoints,
  rng: Rng,
  options: PickOptions,
): Promise<Suggestion | undefined> {
  const { candidates, acquisition, backend, pending: running, scratch, signal } = options;
  const { ended, box, rows, incumbentValue, best, transform } = observations;
  const d = space.columns.length;
  const pending = new Float64Array(running.length * d);
  running.forEach((point, index) => pending.set(box.row(point), index * d));
  const isInfinite = space.lattice().size === Infinity;
  const excluded = isInfinite ? new Float64Array(0) : concat(rows, pending);
  const starts = await createCandidates(space, box, evaluated, rng, scratch, {
    best,
    count: candidates,
    ...(region === undefined ? {} : { center: box.row(region.best) }),
  });
  const createAcquisition = (): AcquisitionOptions => ({
    acquisition: acquisition === 'ucb' ? 'ucb' : 'qLogEI',
    // With noise the smallest observation is partly luck, so the smallest posterior mean is used.
    incumbentValue: isExact(model)
      ? incumbentValue
      : model.posterior(rows).mean.reduce((a, b) => Math.min(a, b)),
    ...(pending.length > 0 ? { pending } : {}),
  });
  const walks = rng.split('climb');
  const search = async (of: AcquisitionOptions): Promise<readonly ScoredRow[]> => {
    const found = await searchAcquisition(model, space, box, starts, excluded, of, signal);
    if (!starts.isWalked) return found;
    const climbed = await climbAllowed(model, box, starts.rows, of, evaluated.search, walks);
    return [...found, ...climbed].sort((a, b) => b.acquisition - a.acquisition);
  };
  const acquisitionOptions = createAcquisition();
  let maxima = await search(acquisitionOptions);
  let phase = 'model';
  const n = ended + running.length;
  const hasFiniteColumn = space.columns.some(({ levels }) => levels > 1 && levels < Infinity);
  const isNegligible = (maxima[0]?.acquisition ?? 0) < NEGLIGIBLE_LOG_EI;
  // An overconfident model keeps exploiting and never tries the remaining levels.
  if (hasFiniteColumn && isNegligible && acquisition === 'logEI' && n % 3 === 0) {
    const fitted = model.hyperparameters;
    model.setHyperparameters(withHalfLengthscales(fitted));
    maxima = await search(createAcquisition());
    model.setHyperparameters(fitted);
    phase = 'explore';
  }
  let choices: readonly ScoredRow[] = maxima;
  if (pending.length > 0 && isInfinite) {
    // If the inner part is full, the caller searches the whole box; only there the distance is relaxed.
    const isInner = region?.isInner === true;
    const distance = { pending, minDistance, relaxes: !isInner };
    choices = keepMinDistance(model, maxima, starts.rows, distance, acquisitionOptions);
    if (choices.length === 0 && isInner) return undefined;
    if (choices.length === 0) choices = maxima;
  }
  for (const { row, mean, variance, acquisition: value } of choices) {
    const point = box.point(row);
    // A local search may end at an evaluated point, or rounding may violate a constraint.
    if (evaluated.has(point) || !isAllowed(space, point)) continue;
    return {
      point,
      meta: {
        phase,
        backend,
        observations: rows.length / d,
        pending: running.length,
        // Only if the model takes a part of the trials.
        ...(rows.length === ended * d ? {} : { subsetOf: ended }),
        ...(region === undefined ? {} : { region: region.side }),
        ...(region?.isInner ? { inner: true } : {}),
        ...walkedMeta(starts.isWalked),
        mean,
        variance,
        acquisition: value,
        predictedLoss: transform.inverse(mean),
        hyperparameters: hyperparametersToMeta(options.hyperparameters),
      },
    };
  }
  const found = await evaluated.drawNew(rng);
  if (found === undefined) return undefined;
  const reason = 'all maxima are evaluated';
  return { point: found.point, meta: { phase: 'random', reason, ...walkedMeta(found.isWalked) } };
}

function concat(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
