import type { Kernel } from '../gaussian-process.ts';

/**
 * The covariance at squared scaled distance `r2`, and its derivative by `r2`.
 * @see [Rasmussen2006, eq. 4.17]
 */
export function profile(
  kernel: Kernel,
  r2: number,
  variance: number,
): { value: number; slope: number } {
  if (kernel === 'rbf') {
    const value = variance * Math.exp(-0.5 * r2);
    return { value, slope: -0.5 * value };
  }
  if (kernel === 'matern32') {
    const s = Math.sqrt(3 * r2);
    const decay = variance * Math.exp(-s);
    return { value: decay * (1 + s), slope: -1.5 * decay };
  }
  const s = Math.sqrt(5 * r2);
  const decay = variance * Math.exp(-s);
  return { value: decay * (1 + s + (s * s) / 3), slope: (-5 / 6) * decay * (1 + s) };
}

/** Column j's share of the squared distance between two rows, in units of its length scale squared. */
export function squaredShare(
  difference: number,
  categorical: number,
  inverseLengthscale: number,
): number {
  const scaled = (categorical ? Number(difference !== 0) : difference) * inverseLengthscale;
  return scaled * scaled;
}
