import type { Comparison } from '@tune/compare';

/** What each run of a comparison could spend, and its curves count. */
export function costOf({ seconds, pruner }: Pick<Comparison, 'seconds' | 'pruner'>): string {
  if (seconds !== undefined) return 'seconds';
  return pruner === undefined ? 'trials' : 'steps';
}
