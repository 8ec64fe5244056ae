import type { Rng } from '@tune/core/plugin';
import { midranks } from '../statistics/ranks.ts';

/** Whether values drift from one repeat to the next. */
export interface Trend {
  /** Spearman's rank correlation of loss and repeat: above 0, runs get worse. */
  readonly correlation: number;
  /** Two-sided p-value: how often shuffled repeats correlate as strongly. */
  readonly pValue: number;
  readonly isSuspicious: boolean;
}

const SHUFFLES = 2000;

/** Stricter than for the verdict: a trend over the repeats is not yet a fault of paired comparisons. */
const SUSPICIOUS = 0.01;

/** @param losses  one for each repeat, in the order in which they were run */
export function trendOf(losses: readonly number[], rng: Rng): Trend {
  const ranks = midranks(losses);
  const correlation = withPlaces(ranks);
  const shuffled = [...ranks];
  let asStrong = 1;
  for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = rng.integer(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
    }
    // Rounding must not tell equal ones apart.
    if (Math.abs(withPlaces(shuffled)) >= Math.abs(correlation) - 1e-12) asStrong++;
  }
  const pValue = asStrong / (SHUFFLES + 1);
  return { correlation, pValue, isSuspicious: pValue <= SUSPICIOUS };
}

/** The correlation of ranks with their places; 0 where all are equal. */
function withPlaces(ranks: readonly number[]): number {
  const middle = (ranks.length + 1) / 2;
  let [shared, own, places] = [0, 0, 0];
  for (const [index, rank] of ranks.entries()) {
    const place = index + 1 - middle;
    shared += (rank - middle) * place;
    own += (rank - middle) ** 2;
    places += place ** 2;
  }
  return own === 0 ? 0 : shared / Math.sqrt(own * places);
}
