import type { History, Json } from '@tune/core';

/** A number that the first suggestion of a study was made with: later asks read it from there. */
export function firstInMeta({ ended, pending }: History, key: string): number | undefined {
  for (const trials of [ended, pending]) {
    for (const { meta } of trials) {
      const value = (meta as { readonly [key: string]: Json } | undefined)?.[key];
      if (typeof value === 'number') return value;
    }
  }
  return undefined;
}
