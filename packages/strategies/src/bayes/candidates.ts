import type { Rng, Scratch, Space } from '@tune/core';
import { allowed } from '../draw.ts';
import type { Seen } from '../seen.ts';
import { chanceRows, type ChanceOptions } from './chance-rows.ts';
import type { Frame } from './frame.ts';
import { patterns, type Pattern } from './pattern.ts';

/** Up to this many points a finite space is looked at whole. */
export const WHOLE = 4096;

/** Where the acquisition is to be evaluated. */
export interface Candidates {
  /** m x d, each the row of a point of the space that meets the constraints. */
  readonly rows: Float64Array;
  /** The pattern of each row; undefined where all parameters are always there. */
  readonly kinds: readonly Pattern[] | undefined;
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
  options: ChanceOptions,
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
  const rows = chanceRows(space, frame, rng, options);
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
