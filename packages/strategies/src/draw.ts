import { TuneError, type Point, type Rng, type Space } from '@tune/core';

/** Draws before a space counts as too narrow for chance. */
const DRAWS = 10_000;
/** Points of a finite space that are looked at one after the other. */
const SCANNED = 1_000_000;

/** Whether a point meets every constraint of its space. */
export function allowed(space: Space, point: Point): boolean {
  return space.constraints.length === 0 || space.violated(point).length === 0;
}

/** A row of chance, uniform in the unit cube. */
export function drawRow(space: Space, rng: Rng): Float64Array {
  return Float64Array.from(space.columns, () => rng.next());
}

/** Says which constraints leave too little of a space. */
export function tooNarrow(space: Space, draws: number): TuneError {
  const constraints = space.constraints.map((name) => `"${name}"`);
  return new TuneError('SPACE_CONSTRAINT_NARROW', { constraints, draws });
}

/**
 * A point of chance that meets the constraints and is wanted: uniform draws first, then, on a finite
 * space, all points from a place of chance onward.
 *
 * @returns undefined where all points that there are, or that chance finds, are not wanted
 * @throws SPACE_CONSTRAINT_NARROW  none was found, although there may be some
 */
export function drawPoint(
  space: Space,
  rng: Rng,
  wanted: (point: Point) => boolean = () => true,
): Point | undefined {
  const all = space.lattice().size;
  // Draws that a finite space has not got the points for are not worth their time.
  const draws = Math.min(DRAWS, all);
  let isAnyAllowed = false;
  for (let draw = 0; draw < draws; draw++) {
    const point = space.decode(drawRow(space, rng));
    if (!allowed(space, point)) continue;
    isAnyAllowed = true;
    if (wanted(point)) return point;
  }
  // Between two bounds, or within constraints, there may be a handful of points, all seen.
  if (isAnyAllowed && !Number.isFinite(all)) return undefined;
  if (!Number.isFinite(all)) throw tooNarrow(space, DRAWS);
  const lattice = space.lattice();
  const start = rng.integer(all);
  for (let offset = 0; offset < Math.min(all, SCANNED); offset++) {
    const point = lattice.at((start + offset) % all);
    if (allowed(space, point) && wanted(point)) return point;
  }
  if (all > SCANNED) throw tooNarrow(space, DRAWS + SCANNED);
  return undefined;
}
