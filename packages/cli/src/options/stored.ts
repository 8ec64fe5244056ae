import { OPTIONS, type OptionName } from './table.ts';
import type { Option } from './option.ts';

/** All options that something holds for, in the order of the table. */
const namesOf = (holds: (option: Option) => boolean): readonly OptionName[] =>
  (Object.keys(OPTIONS) as OptionName[]).filter((name) => holds(OPTIONS[name]));

/** What decides which runs there can be: other values are another problem. */
export const PROBLEM_FLAGS = namesOf(({ stored }) => stored === 'problem');

/** What says which runs a comparison looks at, how far, and how they are judged. */
export const VIEW_FLAGS = namesOf(({ stored }) => stored === 'view');

/** What only decides how they are run; stored too, so that `tune resume` runs them the same way. */
export const RUNTIME_FLAGS = namesOf(({ stored }) => stored === 'runtime');

/** The options that `tune resume` may change. */
export type Resumable = {
  [Name in OptionName]: (typeof OPTIONS)[Name] extends { readonly resumable: true } ? Name : never;
}[OptionName];

export const RESUMABLE_FLAGS = namesOf(
  ({ resumable }) => resumable === true,
) as readonly Resumable[];
