import { shareInterval, type Interval } from './share-interval.ts';

/** How likely one side of a pair is the better one. */
export interface WinProbability {
  /** In [0, 1]; equal ones count half for each. */
  readonly estimate: number;
  /** Its 95 % score interval. */
  readonly interval: Interval;
}

/**
 * The probability that the next paired difference is below zero.
 * @returns undefined for no differences
 * @see [Wilson1927]
 */
export function winProbability(differences: readonly number[]): WinProbability | undefined {
  if (differences.length === 0) return undefined;
  let wins = 0;
  for (const difference of differences) wins += difference < 0 ? 1 : difference === 0 ? 0.5 : 0;
  const estimate = wins / differences.length;
  return { estimate, interval: shareInterval(estimate, differences.length) };
}
