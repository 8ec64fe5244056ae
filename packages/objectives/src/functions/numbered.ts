import { float, type FreeParameter } from '@tune/core';
import { integerBetween, type DefaultedRule } from '@tune/core/plugin';

/** With more, a space and each of its points would take megabytes. */
const MAX_DIMENSIONS = 1000;

/** The option that says how many numbers a formula has. */
export const dimensionsRule = ({
  least,
  usual,
}: {
  readonly least: number;
  readonly usual: number;
}): DefaultedRule<number> =>
  integerBetween(least, MAX_DIMENSIONS, {
    description: 'How many numbers a point has.',
    default: usual,
  });

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
