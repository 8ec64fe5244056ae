import { optionOf, type OptionName } from './table.ts';

/** The flags, where those that were not given have the default that goes with other ones that were. */
export function withOtherDefaults<Flags extends Readonly<Partial<Record<OptionName, unknown>>>>(
  flags: Flags,
  given: ReadonlySet<string>,
): Flags {
  const others = (Object.keys(flags) as OptionName[]).flatMap((name) => {
    const option = optionOf(name);
    if (option.type !== 'amount' || option.defaultWith === undefined) return [];
    if (given.has(name)) return [];
    const other = Object.entries(option.defaultWith).find(
      ([one]) => flags[one as OptionName] !== undefined,
    );
    return other === undefined ? [] : [[name, other[1]] as const];
  });
  return { ...flags, ...Object.fromEntries(others) };
}
