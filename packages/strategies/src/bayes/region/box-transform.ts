import type { Point, Space } from '@tune/core';

/** Integers of more levels than this are treated as continuous, and snap to their grid at the end. */
const MAX_LEVELS = 1024;

/** A point in the unit cube of its space; the same for every box. */
export interface EncodedPoint {
  readonly row: Float64Array;
  /** 1 if the parameter of a column is active, else 0; undefined if the space has no conditions. */
  readonly mask: Uint8Array | undefined;
}

/** Encodes a point in the unit cube of its space. */
export function encode(space: Space, point: Point): EncodedPoint {
  const isConditional = space.columns.some(({ parent }) => parent !== undefined);
  return { row: space.encode(point), mask: isConditional ? space.mask(point) : undefined };
}

/**
 * Maps points to rows of the unit cube that a model sees. Without a box these are the rows of the space.
 * With a box, continuous coordinates are stretched so that the box fills the cube; points outside the box
 * then have rows outside the cube.
 */
export interface BoxTransform {
  /** The share of the space's cube that the model's cube spans, by column; 1 for columns that are not stretched. */
  readonly spans: readonly number[];
  /** The row of a point, one number for each column of the space. */
  row(point: Point): Float64Array;
  /** Writes the row of an encoded point into `rows`, beginning at index `at`. */
  writeRow(encoded: EncodedPoint, rows: Float64Array, at: number): void;
  /** The point of a row of the model's cube; the row begins at index `at`. */
  point(rows: ArrayLike<number>, at?: number): Point;
  /** Moves uniform rows of the cube into the box, in place. */
  moveIntoBox(rows: Float64Array): void;
  /** Rounds the finite columns of rows to their nearest level, in place. */
  snapToLevels(rows: Float64Array): void;
  /** Coordinates at which a finite column is searched, ascending; empty for continuous columns. */
  levels(column: number): number[];
}

/**
 * The transform of a space, or of a box in it.
 *
 * @param lower  lower end of the box by column, in [0, 1]; categorical columns are never limited
 * @param upper  upper end by column, larger than `lower`
 */
export function createBoxTransform(
  space: Space,
  lower: ArrayLike<number> = new Float64Array(space.columns.length),
  upper: ArrayLike<number> = new Float64Array(space.columns.length).fill(1),
): BoxTransform {
  const { columns } = space;
  const isContinuous = columns.map(({ kind, levels }) => kind === 'numeric' && levels > MAX_LEVELS);
  const size = columns.map((_, j) => upper[j]! - lower[j]!);
  const spans = size.map((span, j) => (isContinuous[j] ? span : 1));
  const finite = columns.flatMap(({ name, levels: count }, j) =>
    Number.isFinite(count) && !isContinuous[j] ? [{ j, parameter: space.parameters[name]! }] : [],
  );
  const ordered = finite.filter(({ j }) => columns[j]!.kind === 'numeric');
  const levels = columns.map(({ name, kind, levels: count }, j) => {
    if (isContinuous[j] || count > MAX_LEVELS) return [];
    const parameter = space.parameters[name]!;
    const all = Array.from({ length: count }, (_, level) =>
      parameter.encode(parameter.level(level)),
    ).toSorted((a, b) => a - b);
    if (kind !== 'numeric') return all;
    // The ends of the box may snap to levels just outside it.
    const [min, max] = [lower[j]!, upper[j]!].map((end) => parameter.encode(parameter.decode(end)));
    return all.filter((at) => at >= min! && at <= max!);
  });
  // One buffer for all calls, because an ask decodes a thousand points.
  const decoded = new Float64Array(columns.length);
  const writeRow = ({ row, mask }: EncodedPoint, rows: Float64Array, at: number): void => {
    for (let j = 0; j < row.length; j++) {
      // An inactive parameter stays in the middle, whatever the box.
      const isStretched = isContinuous[j] && mask?.[j] !== 0;
      rows[at + j] = isStretched ? (row[j]! - lower[j]!) / size[j]! : row[j]!;
    }
  };
  return {
    spans,
    row(point) {
      const row = new Float64Array(columns.length);
      writeRow(encode(space, point), row, 0);
      return row;
    },
    writeRow,
    point(rows, at = 0) {
      for (let j = 0; j < decoded.length; j++) {
        const value = rows[at + j]!;
        decoded[j] = isContinuous[j] ? lower[j]! + value * size[j]! : value;
      }
      return space.decode(decoded);
    },
    moveIntoBox(rows) {
      // Continuous columns are stretched already, and categorical ones have no box.
      for (const { j } of ordered) {
        const [from, span] = [lower[j]!, size[j]!];
        for (let at = j; at < rows.length; at += columns.length) {
          rows[at] = from + rows[at]! * span;
        }
      }
    },
    snapToLevels(rows) {
      for (const { j, parameter } of finite) {
        for (let at = j; at < rows.length; at += columns.length) {
          rows[at] = parameter.encode(parameter.decode(rows[at]!));
        }
      }
    },
    levels: (column) => levels[column]!,
  };
}
