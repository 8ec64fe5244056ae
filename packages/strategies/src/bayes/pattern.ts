import type { Scratch, Space } from '@tune/core';
import type { Frame } from './frame.ts';

/** A kind of points: those that have the same parameters; one object for each kind. */
export interface Pattern {
  /** 1 where the parameter of a column is there, else 0. */
  readonly mask: Uint8Array;
}

type Branch = Map<number, Branch | Pattern>;

/** Patterns by the values of the parameters that others hang on, as far as they have been met. */
interface Met {
  readonly root: Branch;
  readonly kinds: Map<string, Pattern>;
}

/**
 * The pattern of the row that begins `at`. It follows from the parameters that others hang on, so a row is
 * decoded only where their values are new.
 *
 * @param scratch  keeps what has been met, where those parameters have the same coordinates in every frame
 */
export function patterns(
  space: Space,
  frame: Frame,
  scratch: Scratch,
): (rows: Float64Array, at: number) => Pattern {
  const d = space.columns.length;
  const parents = [...new Set(space.columns.flatMap(({ parent }) => parent?.column ?? []))];
  const isSame = parents.every((j) => frame.levels(j).length > 0);
  const met: Met = (isSame ? scratch.get<Met>('patterns') : undefined) ?? {
    root: new Map(),
    kinds: new Map(),
  };
  if (isSame) scratch.set('patterns', met);
  const { root, kinds } = met;
  const patternOf = (row: Float64Array): Pattern => {
    const mask = space.mask(frame.point(row));
    const key = mask.join();
    const kind = kinds.get(key) ?? { mask };
    kinds.set(key, kind);
    return kind;
  };
  const all: Pattern = { mask: new Uint8Array(d).fill(1) };
  return (rows, at) => {
    let branch = root;
    for (let depth = 0; depth < parents.length; depth++) {
      const value = rows[at + parents[depth]!]!;
      let next = branch.get(value);
      if (next === undefined) {
        next = depth < parents.length - 1 ? new Map() : patternOf(rows.slice(at, at + d));
        branch.set(value, next);
      }
      if (!(next instanceof Map)) return next;
      branch = next;
    }
    return all;
  };
}
