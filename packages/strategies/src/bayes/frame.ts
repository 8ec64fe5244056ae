import type { Point, Space } from '@tune/core';

/** Ints of more levels than this move as real numbers do, and snap to their grid at the end. */
const STEPPED = 1024;

/** A point in the cube of its space: what all frames share. */
export interface Placed {
  readonly row: Float64Array;
  /** 1 where the parameter of a column is there, else 0; undefined where all of a space always are. */
  readonly mask: Uint8Array | undefined;
}

/** Where a point lies in the cube of its space. */
export function place(space: Space, point: Point): Placed {
  const isConditional = space.columns.some(({ parent }) => parent !== undefined);
  return { row: space.encode(point), mask: isConditional ? space.mask(point) : undefined };
}

/**
 * How points lie in the unit cube that a model sees: as the rows of their space, or with a box of it
 * stretched to the whole cube in the coordinates that move freely. Points outside of the box have rows
 * outside of the cube.
 */
export interface Frame {
  /** How much of the space's cube the model's cube spans, in each column: 1 where it is not stretched. */
  readonly spans: readonly number[];
  /** The row of a point, one number for each column of the space. */
  row(point: Point): Float64Array;
  /** The same of a point that is placed in the cube of the space, into the rows that are there. */
  move(placed: Placed, into: Float64Array, at: number): void;
  /** The point at a row of the model's cube, which begins `at`. */
  point(rows: ArrayLike<number>, at?: number): Point;
  /** Moves even numbers in [0, 1] into the box: rows of the cube one behind the other. */
  spread(rows: Float64Array): void;
  /** Moves the finite columns of rows to their nearest level. */
  settle(rows: Float64Array): void;
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
  const spans = size.map((span, j) => (free[j] ? span : 1));
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
  // One for all calls: a thousand points are decoded at an ask.
  const decoded = new Float64Array(columns.length);
  const move = ({ row, mask }: Placed, into: Float64Array, at: number): void => {
    for (let j = 0; j < row.length; j++) {
      // What is not there stays in the middle, in a box of any size.
      const isStretched = free[j] && mask?.[j] !== 0;
      into[at + j] = isStretched ? (row[j]! - lower[j]!) / size[j]! : row[j]!;
    }
  };
  return {
    spans,
    row(point) {
      const row = new Float64Array(columns.length);
      move(place(space, point), row, 0);
      return row;
    },
    move,
    point(rows, at = 0) {
      for (let j = 0; j < decoded.length; j++) {
        const value = rows[at + j]!;
        decoded[j] = free[j] ? lower[j]! + value * size[j]! : value;
      }
      return space.decode(decoded);
    },
    spread(rows) {
      for (const { j } of ordered) {
        const [from, span] = [lower[j]!, size[j]!];
        for (let at = j; at < rows.length; at += columns.length) {
          rows[at] = from + rows[at]! * span;
        }
      }
    },
    settle(rows) {
      for (const { j, parameter } of finite) {
        for (let at = j; at < rows.length; at += columns.length) {
          rows[at] = parameter.encode(parameter.decode(rows[at]!));
        }
      }
    },
    levels: (column) => levels[column]!,
  };
}
