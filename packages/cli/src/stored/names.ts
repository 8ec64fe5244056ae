import type { Storage, StoredComparison, StudySummary } from '@tune/core';
import { cliError } from '../errors.ts';
import type { Damage } from '@tune/core/plugin';
import type { StorageFlags } from '../options/sets.ts';
import { nearest } from '../plugins/nearest.ts';
import { damageError } from './damage.ts';
import { shownFile } from './open-storage.ts';

/** The comparison that a study belongs to, by their names: `comparison/strategy/repeat`. */
export const comparisonNameOf = (study: string): string => study.split('/')[0]!;

/** What a name stands for. */
export interface Named {
  /** There if it is the name of a comparison. */
  readonly comparison: StoredComparison | undefined;
  /** One study, or all of the comparison, apart from damaged ones. */
  readonly studies: readonly StudySummary[];
  readonly damaged: readonly Damage[];
}

/**
 * Looks a name up.
 * @throws CLI_NAME_UNKNOWN  nothing has it; with the nearest name
 */
export async function lookUp(storage: Storage, name: string, flags: StorageFlags): Promise<Named> {
  const { catalog } = storage;
  const damaged = await catalog.damaged(name);
  const unreadable = new Set(damaged.map((one) => `${one.kind} ${one.name}`));
  const studies = (await catalog.studies(name)).filter(
    (study) => !unreadable.has(`study ${study.name}`),
  );
  const isReadable = !unreadable.has(`comparison ${name}`);
  const comparison = isReadable ? await catalog.comparison(name) : undefined;
  if (studies.length > 0 || comparison !== undefined || damaged.length > 0) {
    return { comparison, studies, damaged };
  }
  const known = [...(await catalog.comparisons()), ...(await catalog.studies())];
  throw unknownName(name, [...known, ...(await catalog.damaged())], flags);
}

/**
 * The same for commands that need all of it.
 * @throws CLI_NAME_UNKNOWN
 * @throws STUDY_INVALID, STORAGE_COMPARISON_INVALID  something of it is damaged
 */
export async function lookUpSound(
  storage: Storage,
  name: string,
  flags: StorageFlags,
): Promise<Named> {
  const named = await lookUp(storage, name, flags);
  const [found] = named.damaged;
  if (found !== undefined) throw damageError(found);
  return named;
}

/** The error of a name that nothing has. */
export function unknownName(
  name: string,
  known: readonly { readonly name: string }[],
  { storage }: StorageFlags,
) {
  const near = nearest(
    name,
    known.map((one) => one.name),
  );
  return cliError('CLI_NAME_UNKNOWN', { name, file: shownFile(storage), nearest: near });
}

/** A study's summary as programs get it: the strategy is its name. */
export const summaryLine = (study: StudySummary): object => ({
  ...study,
  strategy: study.strategy.name,
});
