import type { Point, Space } from '@tune/core';

/** Ints of more levels than this move as real numbers do, and snap to their grid at the end. */
const STEPPED = 1024;

/**
 * How points lie in the unit cube that a model sees: as the rows of their space, or with a box of it
 * stretched to the whole cube in the coordinates that move freely. Points outside of the box have rows
 * outside of the cube.
 */
export interface Frame {
  /** The row of a point, one number for each column of the space. */
  row(point: Point): Float64Array;
  /** The same from the point and its row in the cube of the space. */
  fromSpace(point: Point, row: Float64Array): Float64Array;
  /** The point at a row of the model's cube. */
  point(row: ArrayLike<number>): Point;
  /** Moves even numbers in [0, 1], one for each column from `at` on, into the box. */
  spread(rows: Float64Array, at: number): void;
  /** Moves the finite columns of the row from `at` on to their nearest level. */
  settle(rows: Float64Array, at: number): void;
  /** Coordinates that a finite column may be searched at, ascending; empty where it moves freely. */
  levels(column: number): number[];
}

/**
 * The frame of a space, or of a box in it.
 *
 * @param lower  of each column in [0, 1]; a categorical column is never limited
 * @param upper  the same, larger than `lower`
 */
export function frameOf(
  space: Space,
  lower: ArrayLike<number> = new Float64Array(space.columns.length),
  upper: ArrayLike<number> = new Float64Array(space.columns.length).fill(1),
): Frame {
  const { columns } = space;
  const free = columns.map(({ kind, levels }) => kind === 'numeric' && levels > STEPPED);
  const size = columns.map((_, j) => upper[j]! - lower[j]!);
  const finite = columns.flatMap(({ name, levels: count }, j) =>
    Number.isFinite(count) && !free[j] ? [{ j, parameter: space.parameters[name]! }] : [],
  );
  const ordered = finite.filter(({ j }) => columns[j]!.kind === 'numeric');
  const levels = columns.map(({ name, kind, levels: count }, j) => {
    if (free[j] || count > STEPPED) return [];
    const parameter = space.parameters[name]!;
    const all = Array.from({ length: count }, (_, level) =>
      parameter.encode(parameter.level(level)),
    ).toSorted((a, b) => a - b);
    if (kind !== 'numeric') return all;
    // What places in the box snap to: its ends to levels that may lie outside.
    const [least, most] = [lower[j]!, upper[j]!].map((end) =>
      parameter.encode(parameter.decode(end)),
    );
    return all.filter((at) => at >= least! && at <= most!);
  });
  const isConditional = columns.some(({ parent }) => parent !== undefined);
  const fromSpace = (point: Point, row: Float64Array): Float64Array => {
    const isThere = isConditional ? space.mask(point) : undefined;
    return row.map((at, j) =>
      // What is not there stays in the middle, in a box of any size.
      free[j] && isThere?.[j] !== 0 ? (at - lower[j]!) / size[j]! : at,
    );
  };
  return {
    row: (point) => fromSpace(point, space.encode(point)),
    fromSpace,
    point: (row) =>
      space.decode(columns.map((_, j) => (free[j] ? lower[j]! + row[j]! * size[j]! : row[j]!))),
    spread(rows, at) {
      for (const { j } of ordered) rows[at + j] = lower[j]! + rows[at + j]! * size[j]!;
    },
    settle(rows, at) {
      for (const { j, parameter } of finite) {
        rows[at + j] = parameter.encode(parameter.decode(rows[at + j]!));
      }
    },
    levels: (column) => levels[column]!,
  };
}
