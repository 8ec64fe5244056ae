import type { Kernel } from '../gaussian-process.ts';

/**
 * The covariance at squared scaled distance `r2`, and its derivative with respect to `r2`.
 * @see [Rasmussen2006, eq. 4.17]
 */
export function evaluateKernel(
  kernel: Kernel,
  r2: number,
  variance: number,
): { value: number; dkDr2: number } {
  if (kernel === 'rbf') {
    const value = variance * Math.exp(-0.5 * r2);
    return { value, dkDr2: -0.5 * value };
  }
  if (kernel === 'matern32') {
    const s = Math.sqrt(3 * r2);
    const decay = variance * Math.exp(-s);
    return { value: decay * (1 + s), dkDr2: -1.5 * decay };
  }
  const s = Math.sqrt(5 * r2);
  const decay = variance * Math.exp(-s);
  return { value: decay * (1 + s + (s * s) / 3), dkDr2: (-5 / 6) * decay * (1 + s) };
}

/** One column's term of the squared scaled distance r2 between two rows. */
export function columnTerm(
  difference: number,
  categorical: number,
  inverseLengthscale: number,
): number {
  const scaled = (categorical ? Number(difference !== 0) : difference) * inverseLengthscale;
  return scaled * scaled;
}
