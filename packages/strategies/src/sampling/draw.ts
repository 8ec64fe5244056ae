import type { Point, Space, TuneError } from '@tune/core';
import { coreError, type Rng } from '@tune/core/plugin';

/** Random draws before the constraints count as too narrow for sampling. */
const MAX_DRAWS = 10_000;
/** Points of a finite space that are tried one after the other when random draws found none. */
const MAX_SCANNED = 1_000_000;

/** Whether a point meets every constraint of its space. */
export function isAllowed(space: Space, point: Point): boolean {
  return space.constraints.length === 0 || space.violated(point).length === 0;
}

/** A uniform random row of the unit cube. */
export function drawRow(space: Space, rng: Rng): Float64Array {
  const row = new Float64Array(space.columns.length);
  for (let index = 0; index < row.length; index++) row[index] = rng.next();
  return row;
}

/** The error that names the constraints which leave too little of a space. */
export function narrowSpaceError(space: Space, draws: number): TuneError {
  const constraints = space.constraints.map((name) => `"${name}"`);
  return coreError('SPACE_CONSTRAINT_NARROW', { constraints, draws });
}

const acceptAll = (): boolean => true;

/**
 * A random point that meets the constraints and is accepted: uniform draws first, then, on a finite
 * space, all points in order from a random one.
 *
 * @returns undefined if no allowed point that was found is accepted
 * @throws SPACE_CONSTRAINT_NARROW  no allowed point was found, although there may be some
 */
export function drawPoint(
  space: Space,
  rng: Rng,
  accepts: (point: Point) => boolean = acceptAll,
): Point | undefined {
  const all = space.lattice().size;
  // More draws than the space has points are a waste of time.
  const draws = Math.min(MAX_DRAWS, all);
  let isAnyAllowed = false;
  for (let draw = 0; draw < draws; draw++) {
    const point = space.decode(drawRow(space, rng));
    if (!isAllowed(space, point)) continue;
    isAnyAllowed = true;
    if (accepts(point)) return point;
  }
  // A narrow range or constraints may leave a handful of points even of an infinite space, none accepted.
  if (isAnyAllowed && !Number.isFinite(all)) return undefined;
  if (!Number.isFinite(all)) throw narrowSpaceError(space, MAX_DRAWS);
  const lattice = space.lattice();
  const start = rng.integer(all);
  for (let offset = 0; offset < Math.min(all, MAX_SCANNED); offset++) {
    const point = lattice.at((start + offset) % all);
    if (isAllowed(space, point) && accepts(point)) return point;
  }
  if (all > MAX_SCANNED) throw narrowSpaceError(space, MAX_DRAWS + MAX_SCANNED);
  return undefined;
}
