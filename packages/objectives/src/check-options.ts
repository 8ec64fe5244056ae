import { TuneError } from '@tune/core';

/** Of an objective that has no options; what comes from a command line may still hold some. */
export type NoOptions = Readonly<Record<string, never>>;

/**
 * A misspelled option would be left unused without a word: only those that are known may be there.
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
    throw invalid(objective, option, expected, value);
  }
}

/** @throws OBJECTIVE_OPTION_INVALID */
export function checkDimensions(objective: string, dimensions: number, least: number): void {
  if (Number.isSafeInteger(dimensions) && dimensions >= least) return;
  throw invalid(objective, 'dimensions', `a whole number of at least ${least}`, dimensions);
}

const invalid = (objective: string, option: string, expected: string, value: unknown): TuneError =>
  new TuneError('OBJECTIVE_OPTION_INVALID', { objective, option, expected, value });
