import type { Space } from '@tune/core';
import type { Scratch } from '@tune/core/plugin';
import type { BoxTransform } from '../region/box-transform.ts';

/** Which parameters are active. Points with the same active parameters share one object. */
export interface ActiveSet {
  /** 1 if the parameter of a column is active, else 0. */
  readonly mask: Uint8Array;
}

type Branch = Map<number, Branch | ActiveSet>;

/** The active sets found so far. */
interface Known {
  /** Active sets by the coordinates of the parent parameters, one level of branches for each parent. */
  readonly root: Branch;
  /** Active sets by their mask. */
  readonly byMask: Map<string, ActiveSet>;
}

/**
 * A function that returns the active set of the row that begins at index `at`. The parent parameters alone
 * decide it, so only rows with new parent values are decoded.
 *
 * @param scratch  caches the active sets, if the parents have the same coordinates in every box
 */
export function activeSetFinder(
  space: Space,
  box: BoxTransform,
  scratch: Scratch,
): (rows: Float64Array, at: number) => ActiveSet {
  const d = space.columns.length;
  const parents = [...new Set(space.columns.flatMap(({ parent }) => parent?.column ?? []))];
  const isCacheable = parents.every((j) => box.levels(j).length > 0);
  const known: Known = (isCacheable ? scratch.get<Known>('active sets') : undefined) ?? {
    root: new Map(),
    byMask: new Map(),
  };
  if (isCacheable) scratch.set('active sets', known);
  const { root, byMask } = known;
  const decodeActiveSet = (row: Float64Array): ActiveSet => {
    const mask = space.mask(box.point(row));
    const key = mask.join();
    const activeSet = byMask.get(key) ?? { mask };
    byMask.set(key, activeSet);
    return activeSet;
  };
  const all: ActiveSet = { mask: new Uint8Array(d).fill(1) };
  return (rows, at) => {
    let branch = root;
    for (let depth = 0; depth < parents.length; depth++) {
      const value = rows[at + parents[depth]!]!;
      let next = branch.get(value);
      if (next === undefined) {
        next = depth < parents.length - 1 ? new Map() : decodeActiveSet(rows.slice(at, at + d));
        branch.set(value, next);
      }
      if ('mask' in next) return next;
      branch = next;
    }
    return all;
  };
}
