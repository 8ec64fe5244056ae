import { erfc } from './reference/erfcx.ts';

/** Draws of the pending rows' values, if the caller passes none. */
export const defaultSamples = 128;

/**
 * Quasi-random standard normal numbers, samples x dimensions, row-major: an additive recurrence, mapped through the
 * normal quantile function. Always the same for the same arguments.
 *
 * @see [Roberts2018]
 */
export function evenNormals(samples: number, dimensions: number): Float64Array {
  let ratio = 2;
  for (let i = 0; i < 30; i++) ratio = (1 + ratio) ** (1 / (dimensions + 1));
  return Float64Array.from({ length: samples * dimensions }, (_, index) => {
    const sample = Math.floor(index / dimensions);
    const position = 0.5 + (sample + 1) * ratio ** -((index % dimensions) + 1);
    return normalQuantile(position - Math.floor(position));
  });
}

/** The standard normal quantile of `probability`, by Newton's method from a logistic approximation. */
function normalQuantile(probability: number): number {
  const p = Math.min(Math.max(probability, 1e-12), 1 - 1e-12);
  let z = Math.log(p / (1 - p)) / 1.702;
  for (let step = 0; step < 60; step++) {
    const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    const change = (0.5 * erfc(-z * Math.SQRT1_2) - p) / density;
    // In the tails the density is so small that a full step would overshoot.
    z -= Math.min(Math.max(change, -0.5), 0.5);
    if (Math.abs(change) < 1e-13) break;
  }
  return z;
}
