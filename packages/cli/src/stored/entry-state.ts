import type { Storage } from '@tune/core';
import type { Entry } from './entries.ts';
import { isUnfinished } from './progress.ts';
import { searchersOf } from './searchers.ts';

/** The studies of entries that a process of this machine searches now. */
export async function runningOf(
  storage: Storage,
  entries: readonly Pick<Entry, 'studies'>[],
): Promise<ReadonlySet<string>> {
  const searchers = await searchersOf(storage, [...new Set(entries.flatMap((one) => one.studies))]);
  return new Set(searchers.map(({ study }) => study));
}

export const changedAt = ({ comparison, studies }: Entry): number =>
  studies.reduce((last, study) => Math.max(last, study.changedAt), comparison?.changedAt ?? 0);

/** @param running  see {@link runningOf} */
export function stateOf(entry: Entry, running: ReadonlySet<string>): string {
  if (entry.damaged.length > 0) return 'damaged';
  if (entry.studies.some(({ name }) => running.has(name))) return 'running';
  return isUnfinished(entry) ? 'stopped' : 'complete';
}
