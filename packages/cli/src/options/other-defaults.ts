import { typed } from './check.ts';
import { flagOf, optionOf, type OptionName } from './table.ts';

/** The flags, where those that were not typed have the default that goes with other ones that were. */
export function withOtherDefaults<Flags extends Readonly<Partial<Record<OptionName, unknown>>>>(
  flags: Flags,
  argv: readonly string[],
): Flags {
  const others = (Object.keys(flags) as OptionName[]).flatMap((name) => {
    const option = optionOf(name);
    if (option.type !== 'amount' || option.defaultWith === undefined) return [];
    if (typed(argv, flagOf(name)).length > 0) return [];
    const given = Object.entries(option.defaultWith).find(
      ([other]) => flags[other as OptionName] !== undefined,
    );
    return given === undefined ? [] : [[name, given[1]] as const];
  });
  return { ...flags, ...Object.fromEntries(others) };
}
