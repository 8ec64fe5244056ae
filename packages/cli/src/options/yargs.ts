import type { Options as YargsOptions } from 'yargs';
import { GROUPS, type Option } from './option.ts';
import { flagOf, optionOf, type OptionName } from './table.ts';

/**
 * Options as yargs takes them.
 * @param given  options that count only if they are typed: `tune resume` keeps what is stored otherwise
 */
export function yargsOptions(
  names: readonly OptionName[],
  given: readonly OptionName[] = [],
): Record<string, YargsOptions> {
  return Object.fromEntries([
    ...names.map((name) => [flagOf(name), optionFor(optionOf(name))]),
    ...given.map((name) => [flagOf(name), withoutDefault(optionFor(optionOf(name)))]),
  ]);
}

function optionFor(option: Option): YargsOptions {
  const { type, group } = option;
  const describe = describeOption(option);
  const isOff = option.default === undefined && type === 'number';
  const { without = isOff ? 'none' : undefined } = option;
  return {
    describe,
    group: GROUPS[group],
    ...(option.default === undefined ? {} : { default: option.default }),
    ...(without === undefined ? {} : { defaultDescription: without }),
    ...(type === 'choice'
      ? { choices: option.choices }
      : { type: type === 'amount' ? 'string' : type }),
    ...(type === 'string' && option.required === true ? { demandOption: true } : {}),
    // A switch needs no value; a flag without its value says nothing.
    ...(type === 'boolean' ? {} : { requiresArg: true }),
  };
}

/** What an option does, and a value of it as it is typed. */
export const describeOption = (option: Option): string =>
  option.type === 'boolean' ? option.describe : `${option.describe}; e.g. ${option.example}`;

function withoutDefault({
  default: _default,
  defaultDescription: _without,
  ...option
}: YargsOptions): YargsOptions {
  return option;
}
