import { shareInterval, type Interval } from '../statistics/share-interval.ts';

/** Further repeats are not counted beyond this. */
const FURTHEST = 1000;

/** Whether a share is surely at least `wanted`: by its 95 % interval, which may hold both. */
export function isAtLeast(interval: Interval, wanted: number): boolean | undefined {
  if (interval.low >= wanted) return true;
  return interval.high < wanted ? false : undefined;
}

/**
 * How many repeats in all make a share that stays as it is surely at least `wanted`.
 * @returns undefined if none do, or more than 1,000
 */
export function repeatsFor(share: number, wanted: number): number | undefined {
  for (let repeats = 1; repeats <= FURTHEST; repeats++) {
    if (shareInterval(share, repeats).low >= wanted) return repeats;
  }
  return undefined;
}
