import type { Hyperparameters } from '../hyperparameters.ts';

/** The smallest noise variance; `deterministic` fits use exactly this. */
export const noiseFloor = 1e-6;
const halfLog2Pi = 0.9189385332046728;

/** The bounds of theta in a fit. */
export function bounds(d: number): { lower: Float64Array; upper: Float64Array } {
  const lower = new Float64Array(d + 2).fill(Math.log(0.025));
  const upper = new Float64Array(d + 2).fill(Math.log(1e4));
  lower.set([Math.log(1e-3), Math.log(noiseFloor)], d);
  upper.set([Math.log(1e3), Math.log(10)], d);
  return { lower, upper };
}

/** Log-normal priors in the order of theta: mean and standard deviation of the logarithm. @see [Hvarfner2024] */
export function priors(d: number): { location: number; scale: number }[] {
  const lengthscale = { location: Math.SQRT2 + 0.5 * Math.log(d), scale: Math.sqrt(3) };
  return [
    ...Array<typeof lengthscale>(d).fill(lengthscale),
    { location: 0, scale: 1 },
    { location: -4, scale: 1 },
  ];
}

/** ln of the prior density of the numbers (not of their logarithms), and its gradient with respect to theta. */
export function logPrior(theta: Float64Array): { value: number; gradient: Float64Array } {
  let value = 0;
  const gradient = new Float64Array(theta.length);
  priors(theta.length - 2).forEach(({ location, scale }, j) => {
    const z = (theta[j]! - location) / scale;
    value -= theta[j]! + 0.5 * z * z + Math.log(scale) + halfLog2Pi;
    gradient[j] = -1 - z / scale;
  });
  return { value, gradient };
}

/** The mode of every prior: the hyperparameters of a new model. */
export function priorMode(d: number): Hyperparameters {
  const mode = priors(d).map(({ location, scale }) => location - scale * scale);
  return {
    logLengthscales: Float64Array.from(mode.slice(0, d)),
    logVariance: mode[d]!,
    logNoise: mode[d + 1]!,
  };
}

/** Default starts of a fit: the current hyperparameters, the prior's mode, and a smoother surface with less noise. */
export function defaultStarts(current: Hyperparameters): Hyperparameters[] {
  const d = current.logLengthscales.length;
  const mode = priorMode(d);
  const smooth = {
    logLengthscales: mode.logLengthscales.map((value) => value + 1.5),
    logVariance: 0,
    logNoise: Math.log(1e-4),
  };
  return [current, mode, smooth];
}
