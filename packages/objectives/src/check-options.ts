import type { TuneError } from '@tune/core';
import { objectiveError } from './errors.ts';

/** The options of an objective that has none; a JavaScript caller may still pass some. */
export type NoOptions = Readonly<Record<string, never>>;

/**
 * Refuses options that the objective does not have, so that a misspelled one is not ignored.
 * @throws OBJECTIVE_OPTION_INVALID
 */
export function checkOptions(
  objective: string,
  options: object,
  known: readonly string[] = [],
): void {
  for (const [option, value] of Object.entries(options)) {
    if (known.includes(option)) continue;
    const expected = known.length === 0 ? 'no options' : `only the options ${known.join(', ')}`;
    throw invalidOption(objective, option, expected, value);
  }
}

/** @throws OBJECTIVE_OPTION_INVALID */
export function checkDimensions(objective: string, dimensions: number, least: number): void {
  if (Number.isSafeInteger(dimensions) && dimensions >= least) return;
  const expected = `a whole number of at least ${least}`;
  throw invalidOption(objective, 'dimensions', expected, dimensions);
}

/** An OBJECTIVE_OPTION_INVALID. */
export const invalidOption = (
  objective: string,
  option: string,
  expected: string,
  value: unknown,
): TuneError => objectiveError('OBJECTIVE_OPTION_INVALID', { objective, option, expected, value });
