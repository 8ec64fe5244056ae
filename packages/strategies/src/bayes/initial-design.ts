import type { Budget, History, Space, Suggestion } from '@tune/core';
import { isAllowed, walkedMeta, type EvaluatedPoints, type Rng } from '@tune/core/plugin';
import { firstMetaNumber } from '../first-meta-number.ts';
import { sobol } from '../sampling/sobol.ts';

const MIN_INITIAL_TRIALS = 3;
const MAX_INITIAL_TRIALS = 12;

/**
 * The default number of trials before the model: twice the number of coordinates, less one, but at most
 * 12 or a quarter of the budget, and at least 3.
 */
export function initialDesignSize(coordinates: number, budget: Budget | undefined): number {
  const trials = budget?.trials ?? Infinity;
  return Math.max(
    MIN_INITIAL_TRIALS,
    Math.min(2 * coordinates - 1, MAX_INITIAL_TRIALS, Math.floor(trials / 4)),
  );
}

/** Seed of the design's scramble: the one that the first suggestion stored, or a new one from the rng. */
export function designSeed(history: History, rng: Rng): number {
  return firstMetaNumber(history, 'designSeed') ?? rng.uint32();
}

/** Points of the sequence that are tried for one trial. */
const MAX_TRIES = 256;

/**
 * A point of the initial design: first the center, then a scrambled Sobol sequence. Points that have been
 * evaluated are skipped.
 * @param reason  why the design replaces the model, if it does
 * @returns undefined if a finite space is used up
 */
export async function initialPoint(
  space: Space,
  evaluated: EvaluatedPoints,
  rng: Rng,
  { index, seed, reason }: { index: number; seed: number; reason?: string },
): Promise<Suggestion | undefined> {
  const meta = {
    phase: reason === undefined ? 'initial' : 'fallback',
    designSeed: seed,
    ...(reason === undefined ? {} : { reason }),
  };
  const dimensions = space.columns.length;
  const center = space.decode(new Float64Array(dimensions).fill(0.5));
  if (index === 0 && !evaluated.has(center) && isAllowed(space, center)) {
    return { point: center, meta: { ...meta, design: 'center' } };
  }
  const sequence = sobol(dimensions, seed);
  // In a finite space points repeat, and some violate constraints. Skipping a few keeps the even spread.
  const { pacer } = evaluated.search;
  for (let i = index; i < index + MAX_TRIES; i++) {
    if (pacer.isDue) await pacer.pause();
    const point = space.decode(sequence.point(i));
    if (!evaluated.has(point) && isAllowed(space, point))
      return { point, meta: { ...meta, design: 'sobol' } };
  }
  const found = await evaluated.drawNew(rng);
  if (found === undefined) return undefined;
  const { point, isWalked } = found;
  return { point, meta: { ...meta, design: 'random', ...walkedMeta(isWalked) } };
}
