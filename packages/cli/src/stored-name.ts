import { TuneError } from '@tune/core';
import type { SqliteStorage, StudySummary } from '@tune/runtime';
import { nearest } from './nearest.ts';
import { shownFile, type StorageFlags } from './open-storage.ts';

/**
 * The studies that a name stands for: one, or all of a comparison.
 * @throws CLI_NAME_UNKNOWN  there is nothing of that name; the nearest that is
 */
export function studiesOf(
  { catalog }: SqliteStorage,
  name: string,
  { storage }: StorageFlags,
): readonly StudySummary[] {
  const studies = catalog.studies(name);
  if (studies.length > 0 || catalog.comparison(name) !== undefined) return studies;
  const known = [
    ...catalog.comparisons().map((one) => one.name),
    ...catalog.studies().map((one) => one.name),
  ];
  throw new TuneError('CLI_NAME_UNKNOWN', {
    ...{ name, file: shownFile(storage), nearest: nearest(name, known) },
  });
}
