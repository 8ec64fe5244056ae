import type { Space } from '@tune/core';
import type { Rng } from '@tune/core/plugin';
import { sobolFrom } from '../../sampling/sobol.ts';
import type { BoxTransform } from '../region/box-transform.ts';

/** Limits of Sobol rows and of the numbers in them. More do not help, because local searches start from the best. */
const MAX_SOBOL_ROWS = 512;
const MAX_SOBOL_NUMBERS = 20 * MAX_SOBOL_ROWS;
/** Numbers in the Sobol rows, however many rows are wanted. */
const MOST_NUMBERS = 2_000_000;
/** Rows near each of the best. */
const ROWS_NEAR_BEST = 32;
/** In a trust region a candidate differs from the center in about this many coordinates. */
const MOVED_COORDINATES = 20;

export interface SampleOptions {
  /** Rows of the best trials, row-major, best first. */
  readonly best: Float64Array;
  /** Number of Sobol points. */
  readonly count: number;
  /** Row of the center of the trust region, if there is one. */
  readonly center?: Float64Array;
}

/** The default number of Sobol rows. */
export function defaultCandidateCount({ columns }: Space): number {
  return Math.min(MAX_SOBOL_ROWS, Math.ceil(MAX_SOBOL_NUMBERS / columns.length));
}

/** The most Sobol rows for the parameters of a space. */
export function mostCandidates({ columns }: Space): number {
  return Math.max(1, Math.floor(MOST_NUMBERS / columns.length));
}

/** Sobol rows of the box, then rows near the best ones. Finite columns are not snapped to levels yet. */
export function sampleCandidates(
  space: Space,
  box: BoxTransform,
  rng: Rng,
  { best, count, center }: SampleOptions,
): Float64Array {
  const d = space.columns.length;
  const all = new Float64Array(count * d + best.length * ROWS_NEAR_BEST);
  const even = all.subarray(0, count * d);
  sobolFrom(d, rng).rows(0, count, even);
  box.moveIntoBox(even);
  if (center !== undefined && d > MOVED_COORDINATES) resetToCenter(center, even, rng);
  const near = all.subarray(count * d);
  for (let at = 0; at < near.length; at += d) {
    const from = Math.floor(at / d / ROWS_NEAR_BEST) * d;
    for (let j = 0; j < d; j++) near[at + j] = best[from + j]!;
  }
  perturb(near, space, rng);
  return all;
}

/**
 * Which coordinates of rows move, 1 or 0: each with the given chance, rounded up to a multiple of 1/256,
 * and at least one in each row.
 */
function movesOf(count: number, d: number, chance: number, rng: Rng): Uint8Array {
  const moves = new Uint8Array(count);
  const below = Math.ceil(256 * chance);
  let bits = 0;
  for (let at = 0; at < count; at++) {
    bits = at % 4 === 0 ? rng.uint32() : bits >>> 8;
    // The sign of a difference instead of a branch: random branches cannot be predicted and are slow.
    moves[at] = ((bits & 255) - below) >>> 31;
  }
  for (let at = 0; at < count; at += d) moves[at + rng.integer(d)] = 1;
  return moves;
}

/**
 * Resets most coordinates of rows to those of a center, so that each row differs from it in a few.
 * Without branches, for the same reason as in {@link movesOf}.
 * @see [Regis2013], as used in [Eriksson2019]
 */
function resetToCenter(center: Float64Array, rows: Float64Array, rng: Rng): void {
  const d = center.length;
  const moves = movesOf(rows.length, d, MOVED_COORDINATES / d, rng);
  for (let at = 0; at < rows.length; at += d) {
    for (let j = 0; j < d; j++) {
      const share = moves[at + j]!;
      rows[at + j] = share * rows[at + j]! + (1 - share) * center[j]!;
    }
  }
}

/** Standard deviation of the sum of four random bytes. */
const DEVIATION = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/** A nearly normal number: good enough for a step, and five times as fast. */
function nearlyNormal(bits: number): number {
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return (sum - 2 * 255) / DEVIATION;
}

/** Moves rows a little: one coordinate of each, and each other with a chance of 0.3, or of 1 / d if that is larger. */
function perturb(rows: Float64Array, { columns }: Space, rng: Rng): void {
  const d = columns.length;
  const moves = movesOf(rows.length, d, Math.max(1 / d, 0.3), rng);
  // A step smaller than a level would not leave the level.
  const minStep = columns.map(({ levels }) => (Number.isFinite(levels) ? 1 / levels : 0));
  const isCategorical = columns.map(({ kind }) => kind === 'categorical');
  for (let at = 0; at < rows.length; at += d) {
    const scale = 0.3 * 10 ** (-3 * rng.next());
    for (let j = 0; j < d; j++) {
      if (moves[at + j] === 0) continue;
      const step = Math.max(scale, minStep[j]!);
      rows[at + j] = isCategorical[j]
        ? rng.next()
        : Math.min(1, Math.max(0, rows[at + j]! + step * nearlyNormal(rng.uint32())));
    }
  }
}
