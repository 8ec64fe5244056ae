import { erfc, erfcx } from './erfcx.ts';

const halfLog2Pi = 0.9189385332046728;
const rootHalf = Math.SQRT1_2;
const rootHalfPi = 1.2533141373155003;

/**
 * ln h(z) with h(z) = phi(z) + z Phi(z), and its derivative Phi(z) / h(z).
 *
 * Below -1 the two terms cancel, so h = phi (1 - t R(t)) with t = -z and the Mills ratio R. Below -50 that difference
 * cancels as well, so its asymptotic series is used. @see [Ament2023, eq. 9]
 */
function logH(z: number): { value: number; slope: number } {
  if (z > -1) {
    const cdf = 0.5 * erfc(-z * rootHalf);
    const h = Math.exp(-0.5 * z * z - halfLog2Pi) + z * cdf;
    return { value: Math.log(h), slope: cdf / h };
  }
  const t = -z;
  const mills = rootHalfPi * erfcx(t * rootHalf);
  const gap = t > 50 ? millsGap(1 / (t * t)) : 1 - t * mills;
  return { value: -0.5 * t * t - halfLog2Pi + Math.log(gap), slope: mills / gap };
}

/** ln of the expected improvement below `incumbent`, with its derivatives with respect to mean and variance. */
export function logExpectedImprovement(
  mean: number,
  variance: number,
  incumbent: number,
): { value: number; byMean: number; byVariance: number } {
  const stddev = Math.sqrt(variance);
  const z = (incumbent - mean) / stddev;
  const { value, slope } = logH(z);
  return {
    value: value + Math.log(stddev),
    byMean: -slope / stddev,
    byVariance: (1 - z * slope) / (2 * variance),
  };
}

/** 1 - t R(t) as a series in 1 / t^2, accurate to the last bit for t > 50. */
function millsGap(inverseSquare: number): number {
  let sum = 0;
  for (const odd of [15, 13, 11, 9, 7, 5, 3]) sum = odd * inverseSquare * (1 - sum);
  return inverseSquare * (1 - sum);
}
