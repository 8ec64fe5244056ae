/** The middle of a list, the mean of the two middles of an even one; undefined for none. Infinity sorts last. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : sorted[half - 1]! / 2 + sorted[half]! / 2;
}

/**
 * Whether all p-values together are significant at a level: the smallest against level / m, the next
 * against level / (m - 1), and so on.
 * @see [Holm1979]
 */
export function allSignificant(pValues: readonly number[], level: number): boolean {
  return pValues.toSorted((a, b) => a - b).every((p, i, all) => p <= level / (all.length - i));
}

/** Both ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The normal distribution's 97.5 % point: 95 % lie between it and its negative. */
const Z = 1.959963984540054;

/**
 * The 95 % score interval of a share that was counted in `samples` equally weighted yes/no answers.
 * @param share  in [0, 1]
 * @see [Wilson1927]
 */
export function shareInterval(share: number, samples: number): Interval {
  const z2 = Z ** 2 / samples;
  const center = (share + z2 / 2) / (1 + z2);
  const half = (Z / (1 + z2)) * Math.sqrt((share * (1 - share)) / samples + z2 / (4 * samples));
  return { low: Math.max(0, center - half), high: Math.min(1, center + half) };
}
