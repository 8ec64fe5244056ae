import type { Storage, StoredComparison, StudySummary } from '@tune/core';
import { cliError } from '../errors.ts';
import type { StorageFlags } from '../options/sets.ts';
import { nearest } from '../plugins/nearest.ts';
import { shownFile } from './open-storage.ts';

/** The comparison that a study belongs to, by their names: `comparison/strategy/repeat`. */
export const comparisonNameOf = (study: string): string => study.split('/')[0]!;

/** What a name stands for. */
export interface Named {
  /** There if it is the name of a comparison. */
  readonly comparison: StoredComparison | undefined;
  /** One study, or all of the comparison. */
  readonly studies: readonly StudySummary[];
}

/**
 * Looks a name up.
 * @throws CLI_NAME_UNKNOWN  nothing has it; with the nearest name
 */
export async function lookUp(storage: Storage, name: string, flags: StorageFlags): Promise<Named> {
  const { catalog } = storage;
  const studies = await catalog.studies(name);
  const comparison = await catalog.comparison(name);
  if (studies.length > 0 || comparison !== undefined) return { comparison, studies };
  const known = [...(await catalog.comparisons()), ...(await catalog.studies())];
  throw unknownName(name, known, flags);
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
