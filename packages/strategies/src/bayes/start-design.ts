import type { Budget, History, Rng, Space, Suggestion } from '@tune/core';
import { allowed } from '../draw.ts';
import { firstInMeta } from '../first-in-meta.ts';
import type { Seen } from '../seen.ts';
import { sobol } from '../sobol.ts';

const DOZEN = 12;

/**
 * How many trials come before the model: twice as many as there are coordinates, less one, but no more
 * than a dozen or a quarter of the budget, and never fewer than 3.
 */
export function startSize(coordinates: number, budget: Budget | undefined): number {
  const trials = budget?.trials ?? Infinity;
  return Math.max(3, Math.min(2 * coordinates - 1, DOZEN, Math.floor(trials / 4)));
}

/** The scramble that the study's first suggestion was made with; a stream gives it to that one. */
export function designSeed(history: History, rng: Rng): number {
  return firstInMeta(history, 'designSeed') ?? rng.uint32();
}

/** Points of the sequence that are looked at for one trial. */
const TRIES = 256;

/**
 * A point of the start design: first the center, then a scrambled Sobol sequence; points that are
 * seen already are passed over.
 * @returns undefined where a finite space is used up
 */
export function startPoint(
  space: Space,
  seen: Seen,
  rng: Rng,
  { index, seed, reason }: { index: number; seed: number; reason?: string },
): Suggestion | undefined {
  const meta = {
    phase: reason === undefined ? 'start' : 'fallback',
    designSeed: seed,
    ...(reason === undefined ? {} : { reason }),
  };
  const dimensions = space.columns.length;
  const center = space.decode(new Float64Array(dimensions).fill(0.5));
  if (index === 0 && !seen.has(center) && allowed(space, center)) {
    return { point: center, meta: { ...meta, design: 'center' } };
  }
  const sequence = sobol(dimensions, seed);
  // A finite space may repeat points, constraints forbid some; a few tries keep the even spread.
  for (let place = index; place < index + TRIES; place++) {
    const point = space.decode(sequence.point(place));
    if (!seen.has(point) && allowed(space, point))
      return { point, meta: { ...meta, design: 'sobol' } };
  }
  const point = seen.unseen(rng);
  return point && { point, meta: { ...meta, design: 'unseen' } };
}
