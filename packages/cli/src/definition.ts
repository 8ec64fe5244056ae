import { hashSeed, type Json, type Objective } from '@tune/core';
import type { CompareFlags } from './compare-flags.ts';

/** Flags that decide which trials there are: others of these are another comparison. */
const IDENTITY = [
  ...['objective', 'preset', 'backend', 'command', 'spaceFile', 'direction', 'metric', 'steps'],
  ...['strategies', 'trials', 'repeats', 'seed', 'pruner', 'target', 'patience'],
] as const;

/** Flags that only say how they are run; kept for whoever goes on. */
const MANNER = [
  ...['parallel', 'isolation', 'memoryLimit', 'trialTimeout', 'maxFailures', 'maxRetries'],
] as const;

/** What is stored of a comparison, so that `tune resume` needs its name alone. */
export type Definition = Readonly<Record<string, Json>>;

const picked = (flags: CompareFlags, names: readonly string[]): Definition =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = (flags as unknown as Record<string, Json | undefined>)[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** With the folder that its paths are seen from. */
export const definitionOf = (flags: CompareFlags): Definition => ({
  ...picked(flags, [...IDENTITY, ...MANNER]),
  folder: process.cwd(),
});

/**
 * The name of a comparison, `objective-preset-hash`: equal for equal definitions on equal spaces, with
 * files of equal text.
 * @param versions  of the user's own files, a hash of each one's text
 */
export function nameOf(
  flags: CompareFlags,
  { name, preset, space }: Objective,
  versions: Readonly<Record<string, string>>,
): string {
  const identity = JSON.stringify(picked(flags, IDENTITY));
  const hash = hashSeed(identity, preset ?? '', space.fingerprint, ...Object.values(versions))
    .toString(16)
    .padStart(8, '0');
  const words = [name, ...(preset === undefined ? [] : [preset])];
  return [...words.map((word) => word.replaceAll(/[^\w.-]+/g, '-')), hash].join('-');
}
