import { TuneError } from '@tune/core';

/**
 * A misspelled option would be left unused without a word: only those that are known may be there.
 * @throws OBJECTIVE_OPTION_INVALID
 */
export function checkOptions(objective: string, options: object, known: readonly string[]): void {
  for (const [option, value] of Object.entries(options)) {
    if (known.includes(option)) continue;
    const expected = known.length === 0 ? 'no options' : `only the options ${known.join(', ')}`;
    throw new TuneError('OBJECTIVE_OPTION_INVALID', { objective, expected, option, value });
  }
}
