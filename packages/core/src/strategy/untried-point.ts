import type { Point, Space } from '../space/space.ts';
import { createRng } from './rng.ts';

/** Finite spaces of up to so many points are looked through one by one, others by drawing points. */
const SCAN_LIMIT = 65_536;

/** How many points are drawn. */
const DRAWS = 256;

/**
 * How many of them must be new in an infinite space: a range of a few doubles, or one whose constraints leave
 * few points, may rightly be taken for used up.
 */
const LEAST_NEW = 16;

/**
 * A point that a space has left: proof that it is not used up. Undefined if none was found, which is no proof
 * of the contrary.
 * @param tried  the points of all trials
 */
export function untriedPoint<P extends Point>(
  space: Space<P>,
  tried: Iterable<Point>,
): P | undefined {
  const known = new Set<string>();
  for (const point of tried) known.add(space.canonical(point as P));
  const isNew = (point: P): boolean =>
    !known.has(space.canonical(point)) && space.violated(point).length === 0;
  const isFinite = space.columns.every(({ levels }) => levels < Infinity);
  const all = isFinite ? space.lattice() : undefined;
  if (all !== undefined && all.size <= SCAN_LIMIT) {
    for (let index = 0; index < all.size; index++) {
      const point = all.at(index) as P;
      if (isNew(point)) return point;
    }
    return undefined;
  }
  const rng = createRng('untried point');
  const found = new Set<string>();
  for (let draw = 0; draw < DRAWS; draw++) {
    const point = space.decode(space.columns.map(rng.next));
    if (isNew(point)) found.add(space.canonical(point));
    if (found.size >= (isFinite ? 1 : LEAST_NEW)) return point;
  }
  return undefined;
}
