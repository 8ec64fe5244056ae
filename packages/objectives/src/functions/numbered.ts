import { float, type FreeParameter } from '@tune/core';

/** Parameters x1 .. xd, all with the same range. */
export function numbered(
  count: number,
  low: number,
  high: number,
): Record<string, FreeParameter<number>> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, j) => [`x${j + 1}`, float(low, high)]),
  );
}

/** The point with the same value in every coordinate. */
export function everywhere(count: number, value: number): Readonly<Record<string, number>> {
  return Object.fromEntries(Array.from({ length: count }, (_, j) => [`x${j + 1}`, value]));
}

/** The coordinates x1 .. xd of a point. */
export function numbersOf(point: Readonly<Record<string, unknown>>, count: number): number[] {
  return Array.from({ length: count }, (_, j) => point[`x${j + 1}`] as number);
}
