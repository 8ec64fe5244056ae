import type { Json, Objective } from '@tune/core';
import { hashSeed } from '@tune/core/plugin';
import { defaultsOf } from '../options/flags.ts';
import { SEARCH_OPTIONS, type CompareFlags } from '../options/sets.ts';
import { IDENTITY_FLAGS, RUNTIME_FLAGS, type OptionName } from '../options/table.ts';

/** What is stored of a comparison, so that `tune resume` needs its name alone. */
export type Definition = Readonly<Record<string, Json>>;

const picked = (flags: CompareFlags, names: readonly OptionName[]): Definition =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = (flags as Readonly<Record<string, Json | undefined>>)[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The stored flags, and the folder that paths among them start from. */
export const definitionOf = (flags: CompareFlags): Definition => ({
  ...picked(flags, [...IDENTITY_FLAGS, ...RUNTIME_FLAGS]),
  folder: process.cwd(),
});

/** The flags of a stored definition; what it lacks has its default. */
export function flagsOf(definition: Json): {
  readonly flags: CompareFlags;
  readonly folder?: string;
} {
  const { folder, ...stored } = definition as Definition;
  const flags = { ...defaultsOf(['strategies', ...SEARCH_OPTIONS]), ...stored } as CompareFlags;
  return typeof folder === 'string' ? { flags, folder } : { flags };
}

/**
 * The name of a comparison, `objective-preset-hash`: equal for equal identity flags, spaces and texts
 * of the user's own files.
 * @param versions  of the user's own files, a hash of each one's text
 */
export function nameOf(
  flags: CompareFlags,
  { name, preset, space }: Objective,
  versions: Readonly<Record<string, string>>,
): string {
  const identity = JSON.stringify(picked(flags, IDENTITY_FLAGS));
  const hash = hashSeed(identity, preset ?? '', space.fingerprint, ...Object.values(versions))
    .toString(16)
    .padStart(8, '0');
  const words = [name, ...(preset === undefined ? [] : [preset])];
  return [...words.map((word) => word.replaceAll(/[^\w.-]+/g, '-')), hash].join('-');
}
