import type { History, Json } from '@tune/core';

/** The number that the first suggestion of a study stored in its `meta` under `key`. */
export function firstMetaNumber({ ended, pending }: History, key: string): number | undefined {
  for (const trials of [ended, pending]) {
    for (const { meta } of trials) {
      const value = (meta as { readonly [key: string]: Json } | undefined)?.[key];
      if (typeof value === 'number') return value;
    }
  }
  return undefined;
}
