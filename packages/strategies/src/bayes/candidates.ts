import type { Rng, Scratch, Space } from '@tune/core';
import { allowed } from '../draw.ts';
import type { Seen } from '../seen.ts';
import { sobolFrom } from '../sobol.ts';
import type { Frame } from './frame.ts';
import { patterns } from './pattern.ts';

/** Up to this many points a finite space is looked at whole. */
export const WHOLE = 4096;
/** Rows near each of the best. */
const COPIES = 32;
/** In a trust region about so many coordinates of a candidate differ from its center. */
const MOVED = 20;

/**
 * Rows that the acquisition is to be evaluated at, m x d, each the row of a point of the space that meets
 * the constraints: Sobol points of the box and points near the best ones; of a small finite space all that
 * are not seen. Elsewhere a seen one may be there, which the caller passes over.
 *
 * @param best  rows of the best trials, best first
 * @param count  how many Sobol points
 * @param center  row of the center of a trust region, where there is one
 */
export function candidateRows(
  space: Space,
  frame: Frame,
  seen: Seen,
  rng: Rng,
  scratch: Scratch,
  { best, count, center }: { best: readonly Float64Array[]; count: number; center?: Float64Array },
): Float64Array {
  const d = space.columns.length;
  if (space.cardinality <= WHOLE) return unseenOf(listed(space, frame, scratch), seen, d);
  const rows = chanceRows(space, frame, rng, best, count, center);
  const isConditional = space.columns.some(({ parent }) => parent !== undefined);
  const patternOf = patterns(space, frame);
  const isFinite = space.cardinality < Infinity;
  const isBound = space.constraints.length > 0;
  const weights = Float64Array.from({ length: d }, (_, j) => Math.sqrt(j + 2));
  const taken = new Set<number>();
  let kept = 0;
  // Loops, and no views: a thousand small objects at each ask cost more than all that is computed here.
  for (let at = 0; at < rows.length; at += d) {
    frame.settle(rows, at);
    if (isConditional) {
      const { mask } = patternOf(rows, at);
      for (let j = 0; j < d; j++) if (mask[j] === 0) rows[at + j] = 0.5;
    }
    // Rows of chance come twice in a finite space alone; two of one sum are one, or a loss of one in millions.
    let sum = 0;
    if (isFinite) for (let j = 0; j < d; j++) sum += rows[at + j]! * weights[j]!;
    if (taken.has(sum)) continue;
    if (isBound && !allowed(space, frame.point(rows.subarray(at, at + d)))) continue;
    if (isFinite) taken.add(sum);
    if (kept < at) rows.copyWithin(kept, at, at + d);
    kept += d;
  }
  if (kept > 0) return rows.subarray(0, kept);
  const point = seen.unseen(rng);
  return point === undefined ? new Float64Array(0) : frame.row(point);
}

/** A point of a finite space: its spelling, and its row in the model's cube. */
interface Listed {
  readonly spelling: string;
  readonly row: Float64Array;
}

/** All points that meet the constraints, listed once for all asks: a finite space has no box. */
function listed(space: Space, frame: Frame, scratch: Scratch): readonly Listed[] {
  const kept = scratch.get<readonly Listed[]>('lattice');
  if (kept !== undefined) return kept;
  const lattice = space.lattice();
  const all = Array.from({ length: lattice.size }, (_, index) => lattice.at(index))
    .filter((point) => allowed(space, point))
    .map((point) => ({ spelling: space.canonical(point), row: frame.row(point) }));
  scratch.set('lattice', all);
  return all;
}

const unseenOf = (all: readonly Listed[], seen: Seen, dimensions: number): Float64Array =>
  flat(
    all.flatMap(({ spelling, row }) => (seen.hasSpelling(spelling) ? [] : [row])),
    dimensions,
  );

/** Sobol rows and rows near the best ones, which may be those of no point yet. */
function chanceRows(
  space: Space,
  frame: Frame,
  rng: Rng,
  best: readonly Float64Array[],
  count: number,
  center: Float64Array | undefined,
): Float64Array {
  const d = space.columns.length;
  const near = best.length * COPIES;
  const rows = new Float64Array((count + near) * d);
  rows.set(sobolFrom(d, rng).rows(0, count));
  for (let at = 0; at < count * d; at += d) {
    frame.spread(rows, at);
    if (center !== undefined) moveFrom(center, rows, at, rng);
  }
  for (let copy = 0; copy < near; copy++) {
    rows.set(perturbed(best[Math.floor(copy / COPIES)]!, space, rng), (count + copy) * d);
  }
  return rows;
}

/** Rows one behind the other. */
export function flat(rows: readonly Float64Array[], dimensions: number): Float64Array {
  const all = new Float64Array(rows.length * dimensions);
  rows.forEach((row, index) => all.set(row, index * dimensions));
  return all;
}

/**
 * Puts back coordinates of the row that begins `at` to those of a center, so that a few differ.
 * @see [Regis2013], as [Eriksson2019] has it
 */
function moveFrom(center: Float64Array, rows: Float64Array, at: number, rng: Rng): void {
  if (center.length <= MOVED) return;
  const forced = rng.integer(center.length);
  const chance = MOVED / center.length;
  for (let j = 0; j < center.length; j++) {
    if (j !== forced && rng.next() >= chance) rows[at + j] = center[j]!;
  }
}

/** A row near another one: each coordinate moves with a chance that leaves one move on average. */
function perturbed(row: Float64Array, space: Space, rng: Rng): Float64Array {
  const chance = Math.max(1 / row.length, 0.3);
  const scale = 10 ** (-3 * rng.next());
  const forced = rng.integer(row.length);
  return row.map((value, j) => {
    if (j !== forced && rng.next() >= chance) return value;
    const { kind, levels } = space.columns[j]!;
    if (kind === 'categorical') return rng.next();
    // A step smaller than a level would stay where it is.
    const step = Math.max(0.3 * scale, Number.isFinite(levels) ? 1 / levels : 0);
    return Math.min(1, Math.max(0, value + step * rng.normal()));
  });
}
