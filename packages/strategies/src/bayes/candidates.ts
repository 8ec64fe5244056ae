import type { Rng, Space } from '@tune/core';
import { allowed } from '../draw.ts';
import type { Seen } from '../seen.ts';
import { sobolFrom } from '../sobol.ts';
import type { Frame } from './frame.ts';

/** Up to this many points a finite space is looked at whole. */
export const WHOLE = 4096;
/** Rows near each of the best. */
const COPIES = 32;
/** In a trust region about so many coordinates of a candidate differ from its center. */
const MOVED = 20;

/**
 * Rows that the acquisition is to be evaluated at, m x d, each the row of a point of the space: Sobol
 * points of the box, points near the best ones, or all of a small finite space. Where points could come
 * twice, each is there once, and none that is seen.
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
  { best, count, center }: { best: readonly Float64Array[]; count: number; center?: Float64Array },
): Float64Array {
  const { columns, cardinality } = space;
  const d = columns.length;
  const isWhole = cardinality <= WHOLE;
  const rows = isWhole
    ? latticeRows(space, frame)
    : chanceRows(space, frame, rng, best, count, center);
  // Where any row is a point, and none of chance is there twice, nothing needs to be spelled. What is
  // suggested in the end is looked up in any case.
  const isPlain =
    cardinality === Infinity &&
    space.constraints.length === 0 &&
    columns.every(({ parent }) => parent === undefined);
  if (isPlain) {
    for (let at = 0; at < rows.length; at += d) frame.settle(rows, at);
    return rows;
  }
  const taken = new Set<string>();
  const kept: Float64Array[] = [];
  for (let at = 0; at < rows.length; at += d) {
    const point = frame.point(rows.subarray(at, at + d));
    const spelling = space.canonical(point);
    if (taken.has(spelling) || seen.has(point) || !allowed(space, point)) continue;
    taken.add(spelling);
    kept.push(frame.row(point));
  }
  if (kept.length === 0 && !isWhole) {
    const point = seen.unseen(rng);
    if (point !== undefined) kept.push(frame.row(point));
  }
  return flat(kept, d);
}

function latticeRows(space: Space, frame: Frame): Float64Array {
  const lattice = space.lattice();
  const rows = Array.from({ length: lattice.size }, (_, index) => frame.row(lattice.at(index)));
  return flat(rows, space.columns.length);
}

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
  center.forEach((coordinate, j) => {
    if (j !== forced && rng.next() >= MOVED / center.length) rows[at + j] = coordinate;
  });
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
