import type { Point, Space } from '../space/space.ts';
import type { History } from '../strategy/history.ts';
import type { Rng } from '../strategy/rng.ts';
import { createScratch, type Scratch } from '../strategy/scratch.ts';
import { PointSearch } from './point-search.ts';

const NO_TRIALS: History = Object.freeze({ ended: [], pending: [], incumbent: undefined });

/** What was found out about the constraints of a space. It costs time, and does not change. */
const scratches = new WeakMap<Space, Scratch>();

function scratchOf(space: Space): Scratch {
  const known = scratches.get(space) ?? createScratch();
  scratches.set(space, known);
  return known;
}

/**
 * A random point that meets the constraints of its space, every parameter uniform on its own scale. Where
 * constraints leave little, it goes on searching, and lets the event loop run in between.
 *
 * @param signal  ends a search that takes long
 * @throws SPACE_CONSTRAINT_EMPTY  a finite space has no allowed point
 * @throws SPACE_CONSTRAINT_NARROW  no point that meets the constraints was found
 *
 * @example
 * ```ts
 * import { float, space } from '@tune/core';
 * import { createRng, drawPoint } from '@tune/core/plugin';
 * const s = space({ x: float(0, 1), y: float(0, 1) }).constrain('ordered', ({ x, y }) => x < y);
 * const { x, y } = await drawPoint(s, createRng(1)); // x < y
 * ```
 */
export async function drawPoint<P extends Point>(
  space: Space<P>,
  rng: Rng,
  signal: AbortSignal = new AbortController().signal,
): Promise<P> {
  signal.throwIfAborted();
  const of = space as unknown as Space;
  const search = new PointSearch({
    ...{ space: of, history: NO_TRIALS, scratch: scratchOf(of), signal },
  });
  const found = await search.draw(rng);
  return found!.point as P;
}
