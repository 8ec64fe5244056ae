import { flagOf, optionOf, OPTIONS, type OptionName } from './table.ts';

/** Shown even where they have their defaults, so that the command says what was compared. */
const ALWAYS: ReadonlySet<OptionName> = new Set(['strategies', 'trials', 'repeats', 'seed']);

/** Given with `--command`, which is the objective. */
const OBJECTIVE: OptionName = 'objective';

/** The words of the `tune compare` that has these flags, as far as they decide what is compared. */
export function commandWords(flags: Readonly<Record<string, unknown>>): string[] {
  const names = (Object.keys(OPTIONS) as OptionName[]).filter((name) => {
    const { stored, default: usual } = optionOf(name) as { stored?: string; default?: unknown };
    const value = flags[name];
    if (stored === undefined || value === undefined) return false;
    if (name === OBJECTIVE) return flags['command'] === undefined;
    return ALWAYS.has(name) || value !== usual;
  });
  return [
    ...['tune', 'compare'],
    ...(flags['check'] === true ? ['--check'] : []),
    ...names.flatMap((name) => {
      const value = flags[name];
      return value === true ? [`--${flagOf(name)}`] : [`--${flagOf(name)}`, String(value)];
    }),
  ];
}
