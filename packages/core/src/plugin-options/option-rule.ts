import type { Json } from '../json.ts';

/** What an option of a plugin may be, for the check, for messages and for people who look it up. */
export interface OptionRule<Value = unknown> {
  readonly type: 'integer' | 'number' | 'choice' | 'boolean' | 'text' | 'value';
  /** A phrase for messages: `a whole number from 1 to 9`. */
  readonly expected: string;
  accepts(value: unknown): boolean;
  /** The range of a number. */
  readonly min?: number;
  readonly max?: number;
  /** All values of a choice. */
  readonly choices?: readonly Json[];
  /** One line, of what the option does. */
  readonly description?: string;
  /** What it is if it is not given. */
  readonly default?: Value;
  /** The same in words, where it depends on something: `10,240 / d`. */
  readonly defaultText?: string;
}

/** The rule of an option that always has a value. */
export interface DefaultedRule<Value = unknown> extends OptionRule<Value> {
  readonly default: Value;
}

/** What every rule may say about its option. */
export type RuleDetails<Value> = Pick<OptionRule<Value>, 'description' | 'default' | 'defaultText'>;

type WithDefault<Value> = RuleDetails<Value> & { readonly default: Value };

/** Rules by the names of options. */
export type OptionRules = Readonly<Record<string, OptionRule>>;

type ValueOf<Rule> = Rule extends OptionRule<infer Value> ? Value : never;

/** The options that a person gives, by their rules. */
export type OptionsOf<Rules extends OptionRules> = {
  readonly [Name in keyof Rules]?: ValueOf<Rules[Name]>;
};

/** The same where those that have a default are always there. */
export type CompleteOptions<Rules extends OptionRules> = {
  readonly [Name in keyof Rules as Rules[Name] extends DefaultedRule ? Name : never]: ValueOf<
    Rules[Name]
  >;
} & {
  readonly [Name in keyof Rules as Rules[Name] extends DefaultedRule ? never : Name]?: ValueOf<
    Rules[Name]
  >;
};

/** A whole number in a range that includes its ends. */
export function integerBetween(
  min: number,
  max: number,
  details: WithDefault<number>,
): DefaultedRule<number>;
export function integerBetween(
  min: number,
  max: number,
  details?: RuleDetails<number>,
): OptionRule<number>;
export function integerBetween(
  min: number,
  max: number,
  details: RuleDetails<number> = {},
): OptionRule<number> {
  return {
    ...details,
    ...{ type: 'integer', min, max, expected: `a whole number from ${min} to ${max}` },
    accepts: (value) => Number.isInteger(value) && isBetween(value as number, min, max),
  };
}

/** A number in a range that includes its ends. */
export function numberBetween(
  min: number,
  max: number,
  details: WithDefault<number>,
): DefaultedRule<number>;
export function numberBetween(
  min: number,
  max: number,
  details?: RuleDetails<number>,
): OptionRule<number>;
export function numberBetween(
  min: number,
  max: number,
  details: RuleDetails<number> = {},
): OptionRule<number> {
  return {
    ...details,
    ...{ type: 'number', min, max, expected: `a number from ${min} to ${max}` },
    accepts: (value) => typeof value === 'number' && isBetween(value, min, max),
  };
}

const isBetween = (value: number, min: number, max: number): boolean =>
  value >= min && value <= max;

/** One of several values. */
export function oneOf<const Choices extends readonly (string | number | boolean)[]>(
  choices: Choices,
  details: WithDefault<Choices[number]>,
): DefaultedRule<Choices[number]>;
export function oneOf<const Choices extends readonly (string | number | boolean)[]>(
  choices: Choices,
  details?: RuleDetails<Choices[number]>,
): OptionRule<Choices[number]>;
export function oneOf<const Choices extends readonly (string | number | boolean)[]>(
  choices: Choices,
  details: RuleDetails<Choices[number]> = {},
): OptionRule<Choices[number]> {
  return {
    ...details,
    ...{ type: 'choice', choices, expected: `one of ${choices.join(', ')}` },
    accepts: (value) => choices.some((choice) => choice === value),
  };
}

/** A switch. */
export function trueOrFalse(details: WithDefault<boolean>): DefaultedRule<boolean>;
export function trueOrFalse(details?: RuleDetails<boolean>): OptionRule<boolean>;
export function trueOrFalse(details: RuleDetails<boolean> = {}): OptionRule<boolean> {
  return {
    ...details,
    ...{ type: 'boolean', expected: 'true or false' },
    accepts: (value) => typeof value === 'boolean',
  };
}

/** Any text. */
export function text(details: WithDefault<string>): DefaultedRule<string>;
export function text(details?: RuleDetails<string>): OptionRule<string>;
export function text(details: RuleDetails<string> = {}): OptionRule<string> {
  return {
    ...details,
    ...{ type: 'text', expected: 'a text' },
    accepts: (value) => typeof value === 'string',
  };
}
