import { coreError } from '../errors.ts';
import type { Point, Space } from '../space/space.ts';
import type { Scratch } from '../strategy/scratch.ts';
import type { Pacer } from './pacer.ts';
import { Refusals } from './refusals.ts';

/** All points of a finite space of up to this many can be looked at. */
export const MAX_SCANNED = 1_000_000;

/** Whether a point meets every constraint of its space. */
export function isAllowed(space: Space, point: Point): boolean {
  return space.constraints.length === 0 || space.violated(point).length === 0;
}

/** Whether a space has more allowed points than this; counts them no further than it must. */
export async function hasMoreThan(space: Space, points: number, pacer: Pacer): Promise<boolean> {
  while (space.counted <= points && !space.count(1)) if (pacer.isDue) await pacer.pause();
  return space.counted > points;
}

/** Indices of points in the lattice of a space. */
interface Allowed {
  readonly indices: readonly number[];
}

/**
 * The indices of all allowed points of a finite space, ascending.
 * @param scratch  caches them, because constraints do not change
 * @throws SPACE_CONSTRAINT_EMPTY  no point is allowed; it names the constraints that refuse all
 */
export async function allowedIndices(
  space: Space,
  scratch: Scratch,
  pacer: Pacer,
): Promise<readonly number[]> {
  const cached = scratch.get<Allowed>('allowed points');
  if (cached !== undefined) return cached.indices;
  const lattice = space.lattice();
  const indices: number[] = [];
  const refusals = new Refusals();
  for (let index = 0; index < lattice.size; index++) {
    if (pacer.isDue) await pacer.pause();
    const violated = space.violated(lattice.at(index));
    if (violated.length === 0) indices.push(index);
    else if (indices.length === 0) refusals.add(violated);
  }
  if (indices.length === 0) {
    const names = refusals.blame(space.constraints);
    throw coreError('SPACE_CONSTRAINT_EMPTY', {
      constraints: names.map((name) => JSON.stringify(name)),
      together: names.length > 1,
      points: lattice.size,
    });
  }
  const all: Allowed = { indices };
  scratch.set('allowed points', all);
  return indices;
}
