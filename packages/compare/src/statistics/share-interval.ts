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
