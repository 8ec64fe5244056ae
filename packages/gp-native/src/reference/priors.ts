import type { Hyperparameters } from '../hyperparameters.ts';

/** The least noise variance; `deterministic` pins it here. */
export const noiseFloor = 1e-6;
const halfLog2Pi = 0.9189385332046728;

/** ln of the box in which a fit moves, in the packed order. */
export function bounds(d: number): { lower: Float64Array; upper: Float64Array } {
  const lower = new Float64Array(d + 2).fill(Math.log(0.025));
  const upper = new Float64Array(d + 2).fill(Math.log(1e4));
  lower.set([Math.log(1e-3), Math.log(noiseFloor)], d);
  upper.set([Math.log(1e3), Math.log(10)], d);
  return { lower, upper };
}

/** Log-normal priors in the packed order: location and scale of the logarithm. @see [Hvarfner2024] */
export function priors(d: number): { location: number; scale: number }[] {
  const lengthscale = { location: Math.SQRT2 + 0.5 * Math.log(d), scale: Math.sqrt(3) };
  return [
    ...Array<typeof lengthscale>(d).fill(lengthscale),
    { location: 0, scale: 1 },
    { location: -4, scale: 1 },
  ];
}

/** ln of the prior densities of the numbers themselves (not of their logarithms), and the gradient by the logarithms. */
export function logPrior(packed: Float64Array): { value: number; gradient: Float64Array } {
  let value = 0;
  const gradient = new Float64Array(packed.length);
  priors(packed.length - 2).forEach(({ location, scale }, j) => {
    const z = (packed[j]! - location) / scale;
    value -= packed[j]! + 0.5 * z * z + Math.log(scale) + halfLog2Pi;
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

/** Where a fit starts when nobody says: the current ones, the mode, and a smoother surface with less noise. */
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
