import { median } from './median.ts';
import type { Interval } from './share-interval.ts';
import { signedRankDistribution } from './signed-ranks.ts';

/** From so many differences on the exact distribution would take long, and the normal one is as good. */
const EXACT_LIMIT = 200;

/** The normal distribution's 97.5 % point. */
const Z = 1.959963984540054;

/** The size of paired differences, and how surely it is known. */
export interface LocationShift {
  /** Hodges and Lehmann's estimate: the median of the means of all pairs of differences. */
  readonly estimate: number;
  /** Its 95 % interval; undefined for fewer than 6 differences, which have none. */
  readonly interval?: Interval;
}

/**
 * The center of paired differences, which a few wild ones cannot move far.
 *
 * @param differences  n numbers; an infinite one counts as larger than all others
 * @returns undefined for none
 * @see [HodgesLehmann1963] the estimate, [Hollander2013] section 3.3 the interval, whose two nearest exact
 * levels are interpolated to 95 %
 */
export function locationShift(differences: readonly number[]): LocationShift | undefined {
  const means = pairMeans(differences);
  const estimate = median(means);
  if (estimate === undefined) return undefined;
  const rank = lowerRank(differences.length);
  if (rank === undefined) return { estimate };
  const low = interpolate(means, rank - 1);
  const high = interpolate(means.toReversed(), rank - 1);
  return { estimate, interval: { low, high } };
}

/** The means of all n (n + 1) / 2 pairs of differences, each with itself too, in order. */
function pairMeans(differences: readonly number[]): Float64Array {
  const n = differences.length;
  const means = new Float64Array((n * (n + 1)) / 2);
  let next = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const [a, b] = [differences[i]!, differences[j]!];
      // Halved first: the sum of two large numbers may be too large. Infinity and its negative cancel.
      means[next++] = a === -b ? 0 : a / 2 + b / 2;
    }
  }
  return means.sort();
}

/**
 * Which of the sorted means, from 1, is the lower end of the 95 % interval: a fraction lies between two.
 * Undefined if even the smallest is not low enough.
 */
function lowerRank(n: number): number | undefined {
  if (n > EXACT_LIMIT) {
    const mean = (n * (n + 1)) / 4;
    return Math.max(1, mean - Z * Math.sqrt((mean * (2 * n + 1)) / 6) + 0.5);
  }
  const distribution = signedRankDistribution(Array.from({ length: n }, (_, i) => i + 1));
  let tail = 0;
  for (let rank = 1; rank <= distribution.length; rank++) {
    // Below the k-th smallest mean lies the center if at most k - 1 means are below it.
    const wider = tail;
    tail += distribution[rank - 1]!;
    if (tail <= LEVEL / 2) continue;
    if (rank === 1) return undefined;
    return rank - 1 + (LEVEL / 2 - wider) / (tail - wider);
  }
  return undefined;
}

/** How often a 95 % interval may miss. */
const LEVEL = 0.05;

/** The value at a place between two of a list. */
function interpolate(sorted: Float64Array, place: number): number {
  const index = Math.floor(place);
  const [a, b] = [sorted[index]!, sorted[Math.min(index + 1, sorted.length - 1)]!];
  const share = place - index;
  return share === 0 || a === b ? a : a * (1 - share) + b * share;
}
