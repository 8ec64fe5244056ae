import type { Json } from '@tune/core';
import { canonicalJson } from '@tune/core/plugin';
import { defaultsOf } from '../options/flags.ts';
import { SEARCH_OPTIONS, type CompareFlags } from '../options/sets.ts';
import { PROBLEM_FLAGS, RUNTIME_FLAGS, VIEW_FLAGS } from '../options/stored.ts';
import { type OptionName } from '../options/table.ts';

/** What is stored of a comparison, so that `tune resume` needs its name alone. */
export type Definition = Readonly<Record<string, Json>>;

/** Flags whose amounts are numbers: what they were relative to is known. */
export type SizedFlags = Omit<CompareFlags, 'trials' | 'repeats'> & {
  readonly trials: number;
  readonly repeats: number | 'auto';
};

/** Fields of a definition that are not options. */
const FOLDER = 'folder';
const IDENTITY = 'identity';
const FILES = 'files';
const IMPORTED = 'imported';
const EXTENDED = 'extended';
/** Strategies that failed when it was last run. */
export const FAILED = 'failed';

/** What a definition says besides its options. */
export interface Marks {
  /** What is searched, as one hash. */
  readonly identity: string;
  /** The user's own files that it is made of, with a hash of each one's text. */
  readonly files: Readonly<Record<string, string>>;
  /** Its size was chosen after results were seen: the repeats that were fixed before. */
  readonly extendedFrom: number | undefined;
}

/** Repeats that were fixed before, if it is not known how many: it takes the most to be sure then. */
export const UNKNOWN_REPEATS = 1000;

/** The repeats that `auto` makes at most. */
export const MAX_AUTO_REPEATS = 40;

/** The most repeats that a comparison makes. */
export const mostRepeats = ({ repeats, atMost = MAX_AUTO_REPEATS }: SizedFlags): number =>
  repeats === 'auto' ? atMost : repeats;

/** The fields of a stored definition; none if it is not one of this program. */
export const fieldsOf = (definition: Json): Definition =>
  typeof definition === 'object' && definition !== null && !Array.isArray(definition)
    ? (definition as Definition)
    : {};

const picked = (flags: object, names: readonly OptionName[]): Definition =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = (flags as Readonly<Record<string, Json | undefined>>)[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The stored flags, what they add up to, and the folder that paths among them start from. */
export const definitionOf = (
  flags: SizedFlags,
  { identity, files, extendedFrom }: Marks,
): Definition => ({
  ...picked(flags, [...PROBLEM_FLAGS, ...VIEW_FLAGS, ...RUNTIME_FLAGS]),
  [FOLDER]: process.cwd(),
  [IDENTITY]: identity,
  ...(Object.keys(files).length === 0 ? {} : { [FILES]: files }),
  ...(extendedFrom === undefined ? {} : { [EXTENDED]: extendedFrom }),
});

/** Whether a definition is that of a comparison of a problem. One of an earlier version says no identity. */
export const isOf = (definition: Json, identity: string): boolean =>
  fieldsOf(definition)[IDENTITY] === identity;

/** The repeats that were fixed before the size was changed; undefined if it was not. */
export function extendedFrom(definition: Json): number | undefined {
  const { [EXTENDED]: extended } = fieldsOf(definition);
  // An earlier version did not say how many.
  if (extended === true) return UNKNOWN_REPEATS;
  return typeof extended === 'number' ? extended : undefined;
}

/** Whether two definitions give the same result where they look at the same runs. */
export const isSameView = (one: Json, other: Json): boolean =>
  canonicalJson(picked(fieldsOf(one), VIEW_FLAGS)) ===
  canonicalJson(picked(fieldsOf(other), VIEW_FLAGS));

/**
 * The files that have changed since a comparison was stored, if it is of the same words: then a person
 * expects its values.
 */
export function changedFiles(stored: Json, definition: Json): readonly string[] {
  const [before, now] = [fieldsOf(stored), fieldsOf(definition)];
  const words = [...PROBLEM_FLAGS, 'strategies'] as const;
  const isSame = canonicalJson(picked(before, words)) === canonicalJson(picked(now, words));
  if (!isSame || before[FOLDER] !== now[FOLDER]) return [];
  const [old, files] = [before, now].map(filesOf);
  return Object.keys({ ...old, ...files }).filter((path) => old![path] !== files![path]);
}

/** The files of both definitions that have another text by now. */
export function editedFiles(stored: Json, definition: Json): readonly string[] {
  const [old, files] = [stored, definition].map((one) => filesOf(fieldsOf(one)));
  return Object.keys(old!).filter((path) => path in files! && old![path] !== files![path]);
}

const filesOf = (fields: Definition): Definition => (fields[FILES] ?? {}) as Definition;

/** The flags of a stored definition; what it lacks has its default. */
export function flagsOf(definition: Json): {
  readonly flags: SizedFlags;
  readonly folder?: string;
} {
  const { [FOLDER]: folder, ...stored } = fieldsOf(definition);
  const flags = { ...defaultsOf(['strategies', ...SEARCH_OPTIONS]), ...withoutMarks(stored) };
  return typeof folder === 'string'
    ? { flags: flags as SizedFlags, folder }
    : { flags: flags as SizedFlags };
}

/** What a person has written of a stored definition. */
export function withoutMarks(definition: Json): Definition {
  const marks = new Set([FOLDER, IDENTITY, FILES, IMPORTED, EXTENDED, FAILED]);
  const written = Object.entries(fieldsOf(definition)).filter(([name]) => !marks.has(name));
  return Object.fromEntries(written);
}

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
