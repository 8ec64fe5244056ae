import { optionOf, flagOf, type OPTIONS, type OptionName } from './table.ts';

type Options = typeof OPTIONS;

type ValueOf<O> = O extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : O extends { readonly type: 'number' }
    ? number
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

/** What the parser read of some options: those that were given or have a default. */
export function flagsFrom<Name extends OptionName>(
  parsed: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Partial<Flags<Name>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = parsed[flagOf(name)];
      return value === undefined ? [] : [[name, value]];
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
