import type { Option } from '../options/option.ts';
import { isWithin, rangeOf } from '../options/range.ts';
import { OPTIONS, optionOf, type OptionName } from '../options/table.ts';
import { areFailures } from './stored-failures.ts';

/** A program and its arguments may be long, but not a text of megabytes. */
const MAX_TEXT = 100_000;

const text = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return 'a text';
  if (value.length > MAX_TEXT) return `a text of at most ${MAX_TEXT} characters`;
  return value.includes('\0') ? 'a text without NUL' : undefined;
};

/** Paths and hashes of files. */
const files = (value: unknown): string | undefined => {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const expected = 'an object of texts';
  if (!isObject) return expected;
  return Object.values(value).every((one) => text(one) === undefined) ? undefined : expected;
};

const trueOrFalse = (value: unknown): string | undefined =>
  typeof value === 'boolean' ? undefined : 'true or false';

/** Fields besides the options: see `definitionOf`. */
const FIELDS: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  folder: text,
  identity: text,
  files,
  imported: trueOrFalse,
  failed: (value) => (areFailures(value) ? undefined : 'a list of failed strategies'),
  extended: (value) =>
    value === true || (Number.isSafeInteger(value) && Number(value) >= 1)
      ? undefined
      : 'a number of repeats',
};

/** What is wrong with a stored definition of a comparison, if anything is: `trials: expected ...`. */
export function definitionFault(definition: unknown): string | undefined {
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) {
    return 'its definition is not an object';
  }
  for (const [name, value] of Object.entries(definition)) {
    const expected = expectedOf(name, value);
    if (expected === undefined) continue;
    const came = JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
    return `its definition: expected ${expected} for ${JSON.stringify(name.slice(0, 60))}, but got ${came}`;
  }
  return undefined;
}

/** What a field should have been; undefined if it is that. */
function expectedOf(name: string, value: unknown): string | undefined {
  if (Object.hasOwn(FIELDS, name)) return FIELDS[name]!(value);
  const isStored =
    Object.hasOwn(OPTIONS, name) && optionOf(name as OptionName).stored !== undefined;
  return isStored ? expectedOption(optionOf(name as OptionName), value) : 'no such option';
}

/** What a value of an option should have been; undefined if it is that. */
export function expectedOption(option: Option, value: unknown): string | undefined {
  switch (option.type) {
    case 'number':
      return isWithin(option, value) ? undefined : rangeOf(option);
    case 'amount':
      return isWithin(option, value) || option.words.includes(value as string)
        ? undefined
        : [rangeOf(option), ...option.words].join(' or ');
    case 'choice':
      return option.choices.includes(value as string)
        ? undefined
        : `one of ${option.choices.join(', ')}`;
    case 'boolean':
      return trueOrFalse(value);
    case 'string':
      return text(value);
  }
}
