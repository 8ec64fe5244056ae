import { parseAmount, type Amount } from './amount.ts';
import { optionOf, flagOf, type OPTIONS, type OptionName } from './table.ts';

type Options = typeof OPTIONS;

type ValueOf<O> = O extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : O extends { readonly type: 'number' }
    ? number
    : O extends { readonly type: 'amount'; readonly words: readonly (infer Word extends string)[] }
      ? Amount<Word>
      : O extends { readonly type: 'boolean' }
        ? boolean
        : string;

/** Options that always have a value: by default, or because the parser asks for one. */
type Always = {
  [Name in OptionName]: Options[Name] extends
    { readonly default: unknown } | { readonly required: true }
    ? Name
    : never;
}[OptionName];

/** The parsed flags of some options. */
export type Flags<Name extends OptionName> = {
  readonly [K in Name & Always]: ValueOf<Options[K]>;
} & {
  readonly [K in Exclude<Name, Always>]?: ValueOf<Options[K]>;
};

/**
 * What the parser read of some options: those that were given or have a default.
 * @throws CLI_USAGE  an amount that is none
 */
export function flagsFrom<Name extends OptionName>(
  parsed: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Partial<Flags<Name>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const flag = flagOf(name);
      const value = parsed[flag];
      const option = optionOf(name);
      if (value === undefined) return [];
      if (option.type !== 'amount') return [[name, value]];
      return [[name, parseAmount(flag, option, String(value))]];
    }),
  ) as Partial<Flags<Name>>;
}

/** The values that some options have if nothing is given. */
export function defaultsOf<Name extends OptionName>(
  names: readonly Name[],
): Pick<Flags<Name>, never> & Partial<Flags<Name>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const { default: value } = optionOf(name) as { readonly default?: unknown };
      return value === undefined ? [] : [[name, value]];
    }),
  ) as Partial<Flags<Name>>;
}
