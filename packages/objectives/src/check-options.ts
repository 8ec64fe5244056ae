import type { TuneError } from '@tune/core';
import { objectiveError } from './errors.ts';

/**
 * Refuses options that the objective does not have, so that a misspelled one is not ignored.
 * @throws OBJECTIVE_OPTION_INVALID
 */
export function checkOptions(
  objective: string,
  options: unknown,
  known: readonly string[] = [],
): asserts options is object {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const expected = 'an object of options by name';
    throw objectiveError('OBJECTIVE_OPTION_INVALID', { objective, expected, value: options });
  }
  for (const [option, value] of Object.entries(options)) {
    if (known.includes(option)) continue;
    throw objectiveError('OBJECTIVE_OPTION_INVALID', { objective, option, value, known });
  }
}

/** With more, a space and each of its points would take megabytes. */
const MAX_DIMENSIONS = 1000;

/** @throws OBJECTIVE_OPTION_INVALID */
export function checkDimensions(objective: string, dimensions: unknown, least: number): void {
  if (Number.isInteger(dimensions) && isBetween(dimensions, least, MAX_DIMENSIONS)) return;
  const expected = `a whole number from ${least} to ${MAX_DIMENSIONS}`;
  throw invalidOption(objective, 'dimensions', expected, dimensions);
}

/** @throws OBJECTIVE_OPTION_INVALID */
export function checkNumber(
  objective: string,
  option: string,
  value: unknown,
  [low, high]: readonly [number, number],
): void {
  if (isBetween(value, low, high)) return;
  throw invalidOption(objective, option, `a number from ${low} to ${high}`, value);
}

const isBetween = (value: unknown, low: number, high: number): boolean =>
  typeof value === 'number' && value >= low && value <= high;

/** @throws OBJECTIVE_OPTION_INVALID  it was given, but has another type */
export function checkType(
  objective: string,
  option: string,
  value: unknown,
  type: 'string' | 'boolean',
): void {
  if (value === undefined || typeof value === type) return;
  const expected = type === 'string' ? 'a text' : 'true or false';
  throw invalidOption(objective, option, expected, value);
}

/** An OBJECTIVE_OPTION_INVALID. */
export const invalidOption = (
  objective: string,
  option: string,
  expected: string,
  value: unknown,
): TuneError => objectiveError('OBJECTIVE_OPTION_INVALID', { objective, option, expected, value });
