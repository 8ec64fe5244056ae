import type { Rng, Space } from '@tune/core';
import { allowed } from '../draw.ts';
import type { Seen } from '../seen.ts';
import { sobolFrom } from '../sobol.ts';

/** Up to this many points a finite space is looked at whole. */
const WHOLE = 4096;

/**
 * Rows that the acquisition is to be evaluated at, m x d, each the row of a point of the space that
 * is not seen yet: Sobol points, points near the best ones, or all of a small finite space.
 *
 * @param best  rows of the best trials, best first
 * @param count  how many Sobol points
 */
export function candidateRows(
  space: Space,
  seen: Seen,
  rng: Rng,
  best: readonly Float64Array[],
  count: number,
): Float64Array {
  const rows: Float64Array[] = [];
  const taken = new Set<string>();
  const take = (row: ArrayLike<number>): void => {
    const point = space.decode(row);
    const spelling = space.canonical(point);
    if (taken.has(spelling) || seen.has(point) || !allowed(space, point)) return;
    taken.add(spelling);
    rows.push(space.encode(point));
  };
  const dimensions = space.columns.length;
  if (space.cardinality <= WHOLE) {
    const lattice = space.lattice();
    for (let index = 0; index < lattice.size; index++) take(space.encode(lattice.at(index)));
  } else {
    const sequence = sobolFrom(dimensions, rng);
    for (let index = 0; index < count; index++) take(sequence.point(index));
    for (const row of best) {
      for (let copy = 0; copy < 32; copy++) take(perturbed(row, space, rng));
    }
    if (rows.length === 0) {
      const point = seen.unseen(rng);
      if (point !== undefined) take(space.encode(point));
    }
  }
  const flat = new Float64Array(rows.length * dimensions);
  rows.forEach((row, index) => flat.set(row, index * dimensions));
  return flat;
}

/** A row near another one: each coordinate moves with a chance that leaves one move on average. */
function perturbed(row: Float64Array, space: Space, rng: Rng): Float64Array {
  const chance = Math.max(1 / row.length, 0.3);
  const scale = 10 ** (-3 * rng.next());
  const forced = rng.integer(row.length);
  return row.map((value, j) => {
    if (j !== forced && rng.next() >= chance) return value;
    const column = space.columns[j]!;
    if (column.kind === 'categorical') return rng.next();
    // A step smaller than a level would stay where it is.
    const step = Math.max(0.3 * scale, Number.isFinite(column.levels) ? 1 / column.levels : 0);
    return Math.min(1, Math.max(0, value + step * rng.normal()));
  });
}
