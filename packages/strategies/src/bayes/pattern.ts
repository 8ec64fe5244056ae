import type { Space } from '@tune/core';
import type { Frame } from './frame.ts';

/**
 * Which parameters are there at a row, 1 or 0 for each column. It follows from the parameters that others
 * hang on, so a row is decoded only where their values are new.
 */
export function patterns(space: Space, frame: Frame): (row: Float64Array) => Uint8Array {
  const parents = [...new Set(space.columns.flatMap(({ parent }) => parent?.column ?? []))];
  const known = new Map<string, Uint8Array>();
  return (row) => {
    const key = parents.map((j) => row[j]).join();
    let mask = known.get(key);
    if (mask === undefined) {
      mask = space.mask(frame.point(row));
      known.set(key, mask);
    }
    return mask;
  };
}
