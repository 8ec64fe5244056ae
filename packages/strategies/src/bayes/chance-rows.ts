import type { Rng, Space } from '@tune/core';
import { sobolFrom } from '../sobol.ts';
import type { Frame } from './frame.ts';

/** Sobol rows, but no more numbers than this: what is searched from the best of them decides. */
const ROWS = 512;
const NUMBERS = 20 * ROWS;
/** Rows near each of the best. */
const COPIES = 32;
/** In a trust region about so many coordinates of a candidate differ from its center. */
const MOVED = 20;

export interface ChanceOptions {
  /** Rows of the best trials, row-major, best first. */
  readonly best: Float64Array;
  /** How many Sobol points. */
  readonly count: number;
  /** Row of the center of a trust region, where there is one. */
  readonly center?: Float64Array;
}

/** How many Sobol rows there are where nobody says. */
export function rowCount({ columns }: Space): number {
  return Math.min(ROWS, Math.ceil(NUMBERS / columns.length));
}

/** Sobol rows of the box, then rows near the best ones; they may be those of no point yet. */
export function chanceRows(
  space: Space,
  frame: Frame,
  rng: Rng,
  { best, count, center }: ChanceOptions,
): Float64Array {
  const d = space.columns.length;
  const all = new Float64Array(count * d + best.length * COPIES);
  const even = all.subarray(0, count * d);
  sobolFrom(d, rng).rows(0, count, even);
  frame.spread(even);
  if (center !== undefined && d > MOVED) moveFrom(center, even, rng);
  const near = all.subarray(count * d);
  for (let at = 0; at < near.length; at += d) {
    const from = Math.floor(at / d / COPIES) * d;
    for (let j = 0; j < d; j++) near[at + j] = best[from + j]!;
  }
  perturb(near, space, rng);
  return all;
}

/**
 * Which coordinates of rows move, 1 or 0: each with a chance, that of a whole number of 1/256, and of each
 * row one at least.
 */
function movesOf(count: number, d: number, chance: number, rng: Rng): Uint8Array {
  const moves = new Uint8Array(count);
  const below = Math.ceil(256 * chance);
  let bits = 0;
  for (let at = 0; at < count; at++) {
    bits = at % 4 === 0 ? rng.uint32() : bits >>> 8;
    // The sign of a difference: a processor cannot foresee which way a branch on chance goes.
    moves[at] = ((bits & 255) - below) >>> 31;
  }
  for (let at = 0; at < count; at += d) moves[at + rng.integer(d)] = 1;
  return moves;
}

/**
 * Puts back coordinates of rows to those of a center, so that in each row a few differ; without branches, as
 * {@link movesOf}.
 * @see [Regis2013], as [Eriksson2019] has it
 */
function moveFrom(center: Float64Array, rows: Float64Array, rng: Rng): void {
  const d = center.length;
  const moves = movesOf(rows.length, d, MOVED / d, rng);
  for (let at = 0; at < rows.length; at += d) {
    for (let j = 0; j < d; j++) {
      const share = moves[at + j]!;
      rows[at + j] = share * rows[at + j]! + (1 - share) * center[j]!;
    }
  }
}

/** Of the sum of four bytes of chance. */
const DEVIATION = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/** Nearly normal, which is good enough for a step and made in a fifth of the time. */
function nearlyNormal(bits: number): number {
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return (sum - 2 * 255) / DEVIATION;
}

/** Moves rows a little: one coordinate, and each other with a chance of 0.3, or 1 / d of few. */
function perturb(rows: Float64Array, { columns }: Space, rng: Rng): void {
  const d = columns.length;
  const moves = movesOf(rows.length, d, Math.max(1 / d, 0.3), rng);
  // A step smaller than a level would stay where it is.
  const least = columns.map(({ levels }) => (Number.isFinite(levels) ? 1 / levels : 0));
  const isCategorical = columns.map(({ kind }) => kind === 'categorical');
  for (let at = 0; at < rows.length; at += d) {
    const scale = 0.3 * 10 ** (-3 * rng.next());
    for (let j = 0; j < d; j++) {
      if (moves[at + j] === 0) continue;
      const step = Math.max(scale, least[j]!);
      rows[at + j] = isCategorical[j]
        ? rng.next()
        : Math.min(1, Math.max(0, rows[at + j]! + step * nearlyNormal(rng.uint32())));
    }
  }
}
