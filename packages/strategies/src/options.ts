import type { Json } from '@tune/core';
import { strategyError } from './errors.ts';

/** What an option must be: a phrase for the error message, and the check. */
export interface OptionRule {
  readonly expected: string;
  accepts(value: unknown): boolean;
}

export const integerBetween = (minimum: number, maximum: number): OptionRule => ({
  expected: `a whole number from ${minimum} to ${maximum}`,
  accepts: (value) =>
    Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum,
});

/** A number of trials: no study has more. */
export const trialCount = integerBetween(1, 1_000_000);

/** A number of steps of an objective. */
export const stepCount = (minimum: number): OptionRule => integerBetween(minimum, 1_000_000_000);

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
  options: unknown,
  rules: Readonly<Record<string, OptionRule>>,
  kind = 'strategy',
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const expected = 'an object of options by name';
    throw strategyError('STRATEGY_OPTION_INVALID', { kind, strategy, value: options, expected });
  }
  for (const [option, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
    if (rule === undefined) {
      const known = Object.keys(rules);
      throw strategyError('STRATEGY_OPTION_INVALID', { kind, strategy, option, value, known });
    }
    if (value !== undefined && !rule.accepts(value)) {
      const { expected } = rule;
      throw strategyError('STRATEGY_OPTION_INVALID', { kind, strategy, option, value, expected });
    }
  }
}

/**
 * The `options` of a strategy's identity: those that were given and differ from their defaults, so that
 * two strategies that behave alike have equal identities. Missing if there are none.
 */
export function identityOptions(
  options: object,
  defaults: Readonly<Record<string, Json>> = {},
): { readonly options?: Json } {
  const given = Object.entries(options as Readonly<Record<string, Json | undefined>>).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== defaults[entry[0]],
  );
  return given.length === 0 ? {} : { options: Object.fromEntries(given.toSorted(byName)) };
}

const byName = ([a]: [string, Json], [b]: [string, Json]): number => (a < b ? -1 : 1);
