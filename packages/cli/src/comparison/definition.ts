import { createHash } from 'node:crypto';
import type { Json, Objective } from '@tune/core';
import { hashSeed } from '@tune/core/plugin';
import { defaultsOf } from '../options/flags.ts';
import { SEARCH_OPTIONS, type CompareFlags } from '../options/sets.ts';
import { IDENTITY_FLAGS, RUNTIME_FLAGS, type OptionName } from '../options/table.ts';

/** What is stored of a comparison, so that `tune resume` needs its name alone. */
export type Definition = Readonly<Record<string, Json>>;

/** Fields of a definition that are not options. */
const FOLDER = 'folder';
const IDENTITY = 'identity';
const IMPORTED = 'imported';
const EXTENDED = 'extended';

/** The fields of a stored definition; none if it is not one of this program. */
export const fieldsOf = (definition: Json): Definition =>
  typeof definition === 'object' && definition !== null && !Array.isArray(definition)
    ? (definition as Definition)
    : {};

const picked = (flags: CompareFlags, names: readonly OptionName[]): Definition =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = (flags as Readonly<Record<string, Json | undefined>>)[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/**
 * What a comparison is, as one hash: its identity flags, preset and space, and the texts of the user's
 * own files.
 * @param versions  of the user's own files, a hash of each one's text
 */
export function identityOf(
  flags: CompareFlags,
  { name, preset = '', space }: Objective,
  versions: Readonly<Record<string, string>>,
): string {
  const parts = [picked(flags, IDENTITY_FLAGS), name, preset, space.fingerprint, versions];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * The stored flags, what they add up to, and the folder that paths among them start from.
 * @param isExtended  see {@link wasExtended}
 */
export const definitionOf = (
  flags: CompareFlags,
  identity: string,
  isExtended: boolean,
): Definition => ({
  ...picked(flags, [...IDENTITY_FLAGS, ...RUNTIME_FLAGS]),
  [FOLDER]: process.cwd(),
  [IDENTITY]: identity,
  ...(isExtended ? { [EXTENDED]: true } : {}),
});

/**
 * Whether the trials or repeats of a stored comparison are others than it was begun with, or become so
 * with these flags.
 */
export function wasExtended(stored: Json, flags: CompareFlags): boolean {
  const { trials, repeats } = flagsOf(stored).flags;
  const isExtended = fieldsOf(stored)[EXTENDED] === true;
  return isExtended || trials !== flags.trials || repeats !== flags.repeats;
}

/** The flags of a stored definition; what it lacks has its default. */
export function flagsOf(definition: Json): {
  readonly flags: CompareFlags;
  readonly folder?: string;
} {
  const { [FOLDER]: folder, ...stored } = fieldsOf(definition);
  const flags = { ...defaultsOf(['strategies', ...SEARCH_OPTIONS]), ...withoutMarks(stored) };
  return typeof folder === 'string'
    ? { flags: flags as CompareFlags, folder }
    : { flags: flags as CompareFlags };
}

/** What a person has written of a stored definition. */
export function withoutMarks(definition: Json): Definition {
  const fields = fieldsOf(definition);
  const {
    [IDENTITY]: _identity,
    [IMPORTED]: _imported,
    [EXTENDED]: _extended,
    ...written
  } = fields;
  return written;
}

/**
 * Whether a stored definition is that of a comparison. One of an earlier version has no identity: then
 * its flags decide, and each study checks the rest of what it is.
 */
export function isSameComparison(stored: Json, flags: CompareFlags, identity: string): boolean {
  const { [IDENTITY]: known } = fieldsOf(stored);
  if (known !== undefined) return known === identity;
  return isSameText(picked(flagsOf(stored).flags, IDENTITY_FLAGS), picked(flags, IDENTITY_FLAGS));
}

const isSameText = (one: Json, other: Json): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Whether a comparison came from another file; what it would run is not the user's own. */
export const isImported = (definition: Json): boolean => fieldsOf(definition)[IMPORTED] === true;

/** A definition that was read from another file. */
export const asImported = (definition: Definition): Definition => ({
  ...definition,
  [IMPORTED]: true,
});

/** A definition as it is exported: whether it was imported is a matter of this file. */
export function asExported(definition: Json): Json {
  const { [IMPORTED]: _imported, ...own } = fieldsOf(definition);
  return own;
}

/** Characters that the name of the objective, and its preset, may have in a name. */
const MAX_WORD = 60;

/** Digits by which a name that is taken by another comparison is made longer. */
const DIGITS = 8;

/**
 * The names that a comparison may have, `objective-preset-hash`, the first one first: each is there in
 * case that another comparison has the one before it.
 * @param versions  of the user's own files, a hash of each one's text
 */
export function namesOf(
  flags: CompareFlags,
  objective: Objective,
  versions: Readonly<Record<string, string>>,
): readonly string[] {
  const { name, preset, space } = objective;
  const text = JSON.stringify(picked(flags, IDENTITY_FLAGS));
  const hash = hashSeed(text, preset ?? '', space.fingerprint, ...Object.values(versions));
  const words = [name, ...(preset === undefined ? [] : [preset])].map(wordOf);
  const first = [...words, hash.toString(16).padStart(DIGITS, '0')].join('-');
  const more = identityOf(flags, objective, versions);
  const lengths = Array.from({ length: more.length / DIGITS + 1 }, (_, index) => index * DIGITS);
  return lengths.map((length) => first + more.slice(0, length));
}

/** Text as a part of a name that can be typed: see `studyNameFault`. */
function wordOf(text: string): string {
  const word = text.slice(0, MAX_WORD).replaceAll(/[^\w.-]+/g, '-');
  return /^\w/.test(word)
    ? word
    : `objective${word === '' ? '' : `-${word.replace(/^[.-]+/, '')}`}`;
}
