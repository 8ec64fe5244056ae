/** The difference of two evaluations of one point with different seeds, and the fitted value there. */
export interface Difference {
  readonly value: number;
  readonly fitted: number;
}

/** log sd = logStddev + slope * (fitted - center) */
export interface Noise {
  readonly logStddev: number;
  /** 0 unless the differences show that the noise changes with the value. */
  readonly slope: number;
  readonly center: number;
  readonly differences: number;
  /** Twice the gain in log likelihood by the slope: above 3.84 it is significant at 5 %. */
  readonly evidence: number;
}

/** The 95 % point of chi-squared with one degree of freedom. */
const SIGNIFICANT = 3.841458820694124;

export const stddevAt = ({ logStddev, slope, center }: Noise, fitted: number): number =>
  Math.exp(logStddev + slope * (fitted - center));

/**
 * Fits the noise by maximum likelihood: a difference is normal with twice the variance of one
 * evaluation. The standard deviation is constant unless the likelihood ratio test says that it changes
 * with the value.
 *
 * @param differences  at least one must not be 0
 */
export function fitNoise(differences: readonly Difference[]): Noise {
  const center = differences.reduce((sum, { fitted }) => sum + fitted, 0) / differences.length;
  /** The best level for a slope, in closed form. */
  const levelAt = (slope: number): number =>
    Math.log(
      differences.reduce(
        (sum, { value, fitted }) => sum + value ** 2 * Math.exp(-2 * slope * (fitted - center)),
        0,
      ) /
        (2 * differences.length),
    ) / 2;
  // The slopes cancel around the center, so -2 log likelihood depends on the level alone.
  const cost = (slope: number): number => 2 * differences.length * levelAt(slope);
  const slope = minimize(cost, -4, 4);
  const evidence = cost(0) - cost(slope);
  const used = evidence > SIGNIFICANT ? slope : 0;
  return {
    logStddev: levelAt(used),
    slope: used,
    center,
    differences: differences.length,
    evidence,
  };
}

/** Golden-section search; `cost` is convex, the logarithm of a sum of exponentials. */
function minimize(cost: (x: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  for (let step = 0; step < 60; step++) {
    const [left, right] = [b - golden * (b - a), a + golden * (b - a)];
    if (cost(left) < cost(right)) b = right;
    else a = left;
  }
  return (a + b) / 2;
}
