import { hashSeed } from '../strategy/rng.ts';
import type { Point, Space } from '../space/space.ts';

/**
 * The seed of an evaluation: f(repeat seed, canonical point, replicate). Equal for equal points,
 * whichever strategy suggested them; independent between points.
 * @param replicate  how many times the study has evaluated the point before
 */
export function evaluationSeedOf<P extends Point>(
  seed: number,
  space: Space<P>,
  point: P,
  replicate: number,
): number {
  return seedOfSpelling(seed, space.canonical(point), replicate);
}

/** The same for a point's canonical spelling. */
export const seedOfSpelling = (seed: number, spelling: string, replicate: number): number =>
  hashSeed(seed, spelling, 'replicate', replicate);
