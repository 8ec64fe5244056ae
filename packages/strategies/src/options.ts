import { TuneError } from '@tune/core';

/** What an option must be: a phrase for the error message, and the check. */
export interface OptionRule {
  readonly expected: string;
  accepts(value: unknown): boolean;
}

export const integerFrom = (minimum: number): OptionRule => ({
  expected: `a whole number of at least ${minimum}`,
  accepts: (value) => Number.isInteger(value) && (value as number) >= minimum,
});

export const positiveInteger = integerFrom(1);

export const nonNegativeInteger = integerFrom(0);

export const oneOf = (...choices: readonly (string | boolean)[]): OptionRule => ({
  expected: `one of ${choices.join(', ')}`,
  accepts: (value) => choices.includes(value as string | boolean),
});

/**
 * Checks the options of a strategy, or of another kind of plugin, against its rules.
 * @throws STRATEGY_OPTION_INVALID  an unknown option, or a value that its rule does not accept
 */
export function checkOptions(
  strategy: string,
  options: object,
  rules: Readonly<Record<string, OptionRule>>,
  kind = 'strategy',
): void {
  for (const [option, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
    if (rule === undefined) {
      const names = Object.keys(rules);
      const expected = names.length === 0 ? 'no options' : `only the options ${names.join(', ')}`;
      throw new TuneError('STRATEGY_OPTION_INVALID', { kind, strategy, option, value, expected });
    }
    if (value !== undefined && !rule.accepts(value)) {
      const { expected } = rule;
      throw new TuneError('STRATEGY_OPTION_INVALID', { kind, strategy, option, value, expected });
    }
  }
}
