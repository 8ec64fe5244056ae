import type { Rng, Scratch, Space } from '@tune/core';
import { allowed } from '../draw.ts';
import type { Seen } from '../seen.ts';
import { sobolFrom } from '../sobol.ts';
import type { Frame } from './frame.ts';
import { patterns, type Pattern } from './pattern.ts';

/** Up to this many points a finite space is looked at whole. */
export const WHOLE = 4096;
/** Sobol rows, but no more numbers than this: what is searched from the best of them decides. */
const ROWS = 512;
const NUMBERS = 20 * ROWS;
/** Rows near each of the best. */
const COPIES = 32;
/** In a trust region about so many coordinates of a candidate differ from its center. */
const MOVED = 20;

/** How many Sobol rows there are where nobody says. */
export function rowCount({ columns }: Space): number {
  return Math.min(ROWS, Math.ceil(NUMBERS / columns.length));
}

/** Where the acquisition is to be evaluated. */
export interface Candidates {
  /** m x d, each the row of a point of the space that meets the constraints. */
  readonly rows: Float64Array;
  /** The pattern of each row; undefined where all parameters are always there. */
  readonly kinds: readonly Pattern[] | undefined;
}

interface CandidateOptions {
  /** Rows of the best trials, row-major, best first. */
  readonly best: Float64Array;
  /** How many Sobol points. */
  readonly count: number;
  /** Row of the center of a trust region, where there is one. */
  readonly center?: Float64Array;
}

/**
 * Sobol points of the box and points near the best ones; of a small finite space all that are not seen.
 * Elsewhere a seen one may be there, which the caller passes over.
 */
export function candidatesOf(
  space: Space,
  frame: Frame,
  seen: Seen,
  rng: Rng,
  scratch: Scratch,
  { best, count, center }: CandidateOptions,
): Candidates {
  const d = space.columns.length;
  const isConditional = space.columns.some(({ parent }) => parent !== undefined);
  const patternOf = patterns(space, frame, scratch);
  const kindsOf = (rows: Float64Array): Pattern[] | undefined =>
    isConditional
      ? Array.from({ length: rows.length / d }, (_, i) => patternOf(rows, i * d))
      : undefined;
  if (space.cardinality <= WHOLE) {
    const rows = unseenOf(listed(space, frame, scratch), seen, d);
    return { rows, kinds: kindsOf(rows) };
  }
  const rows = chanceRows(space, frame, rng, best, count, center);
  frame.settle(rows);
  const isFinite = space.cardinality < Infinity;
  const isBound = space.constraints.length > 0;
  if (!isConditional && !isFinite && !isBound) return { rows, kinds: undefined };
  const kinds: Pattern[] = [];
  const weights = Float64Array.from({ length: d }, (_, j) => Math.sqrt(j + 2));
  const taken = new Set<number>();
  let kept = 0;
  // Loops, and no views: a thousand small objects at each ask cost more than all that is computed here.
  for (let at = 0; at < rows.length; at += d) {
    const kind = isConditional ? patternOf(rows, at) : undefined;
    if (kind !== undefined) {
      const { mask } = kind;
      for (let j = 0; j < d; j++) if (mask[j] === 0) rows[at + j] = 0.5;
    }
    if (isFinite) {
      // Rows of chance come twice in a finite space; two of one sum are one, or a loss of one in millions.
      let sum = 0;
      for (let j = 0; j < d; j++) sum += rows[at + j]! * weights[j]!;
      if (taken.has(sum)) continue;
      taken.add(sum);
    }
    if (isBound && !allowed(space, frame.point(rows, at))) continue;
    if (kept < at) rows.copyWithin(kept, at, at + d);
    if (kind !== undefined) kinds.push(kind);
    kept += d;
  }
  if (kept > 0) return { rows: rows.subarray(0, kept), kinds: isConditional ? kinds : undefined };
  const point = seen.unseen(rng);
  const row = point === undefined ? new Float64Array(0) : frame.row(point);
  return { rows: row, kinds: kindsOf(row) };
}

/** The points of a finite space that meet the constraints. */
interface Listed {
  /** Rows in the model's cube, one behind the other. */
  readonly rows: Float64Array;
  /** Which of them a point is, by its canonical spelling. */
  readonly places: ReadonlyMap<string, number>;
}

/** All points, listed once for all asks: a finite space has no box. */
function listed(space: Space, frame: Frame, scratch: Scratch): Listed {
  const kept = scratch.get<Listed>('lattice');
  if (kept !== undefined) return kept;
  const lattice = space.lattice();
  const points = Array.from({ length: lattice.size }, (_, index) => lattice.at(index)).filter(
    (point) => allowed(space, point),
  );
  const rows = new Float64Array(points.length * space.columns.length);
  points.forEach((point, index) => rows.set(frame.row(point), index * space.columns.length));
  const places = new Map(points.map((point, index) => [space.canonical(point), index]));
  const all: Listed = { rows, places };
  scratch.set('lattice', all);
  return all;
}

/** The rows of those that are not seen, in their order. */
function unseenOf({ rows, places }: Listed, seen: Seen, d: number): Float64Array {
  const isSeen = new Uint8Array(places.size);
  for (const spelling of seen.spellings()) {
    const place = places.get(spelling);
    if (place !== undefined) isSeen[place] = 1;
  }
  const unseen = rows.slice();
  let kept = 0;
  for (let at = 0; at < rows.length; at += d) {
    if (isSeen[at / d] === 1) continue;
    for (let j = 0; j < d; j++) unseen[kept + j] = rows[at + j]!;
    kept += d;
  }
  return unseen.subarray(0, kept);
}

/** Sobol rows and rows near the best ones, which may be those of no point yet. */
function chanceRows(
  space: Space,
  frame: Frame,
  rng: Rng,
  best: Float64Array,
  count: number,
  center: Float64Array | undefined,
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
  const below = Math.round(256 * chance);
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
 * Puts back coordinates of rows to those of a center, so that in each row a few differ.
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
