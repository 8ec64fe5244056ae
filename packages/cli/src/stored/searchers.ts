import type { Storage, StudySummary } from '@tune/core';

export interface Searcher {
  readonly study: string;
  readonly pid: string;
}

/** The processes of this machine that run trials of studies now, one for each such study. */
export async function searchersOf(
  storage: Storage,
  studies: readonly StudySummary[],
): Promise<readonly Searcher[]> {
  const found: Searcher[] = [];
  for (const { name, trials } of studies) {
    if (trials.running === 0) continue;
    for (const holder of await holdersOf(storage, name)) {
      if (storage.lease?.isGone?.(holder) !== false) continue;
      found.push({ study: name, pid: holder.split('|')[1] ?? holder });
      break;
    }
  }
  return found;
}

/** Who holds the running trials of a study. */
async function holdersOf(storage: Storage, study: string): Promise<ReadonlySet<string>> {
  const holders = new Map<number, string>();
  for await (const event of storage.read(study, 0)) {
    if (event.type === 'trial-started' || event.type === 'trial-claimed') {
      if (event.lease !== undefined) holders.set(event.number, event.lease.holder);
    } else if (event.type === 'trial-ended') {
      holders.delete(event.number);
    }
  }
  return new Set(holders.values());
}
