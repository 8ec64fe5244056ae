import { float, type FreeParameter } from '@tune/core';

/** Parameters x1 .. xd, all real numbers of one range. */
export function numbered(
  count: number,
  low: number,
  high: number,
): Record<string, FreeParameter<number>> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, j) => [`x${j + 1}`, float(low, high)]),
  );
}

/** The point that has one value everywhere. */
export function everywhere(count: number, value: number): Readonly<Record<string, number>> {
  return Object.fromEntries(Array.from({ length: count }, (_, j) => [`x${j + 1}`, value]));
}

/** A point's numbers in the order of its names. */
export function numbersOf(point: Readonly<Record<string, unknown>>, count: number): number[] {
  return Array.from({ length: count }, (_, j) => point[`x${j + 1}`] as number);
}
