import type { Option } from './option.ts';
import { OTHER } from './other-options.ts';
import { SEARCH } from './search-options.ts';

/**
 * Every option, once. Types of parsed flags, range checks, help, what is stored of a comparison and
 * what `tune resume` takes follow from this table.
 */
export const OPTIONS = { ...SEARCH, ...OTHER };

export type OptionName = keyof typeof OPTIONS;

/** The options by name, as what they have in common. */
export const optionOf = (name: OptionName): Option => OPTIONS[name];

/** The flag of an option, without its dashes. */
export function flagOf(name: OptionName): string {
  const { flag } = optionOf(name);
  return flag ?? name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
