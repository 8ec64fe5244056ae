import { erfc } from './reference/erfcx.ts';

/** How many draws an expected improvement over pending rows takes when the caller brings none. */
export const defaultSamples = 128;

/**
 * Standard normal numbers that fill their space evenly, samples x dimensions, row-major: an additive recurrence
 * through the inverse of the normal distribution. Always the same for the same arguments.
 *
 * @see [Roberts2018]
 */
export function evenNormals(samples: number, dimensions: number): Float64Array {
  let ratio = 2;
  for (let i = 0; i < 30; i++) ratio = (1 + ratio) ** (1 / (dimensions + 1));
  return Float64Array.from({ length: samples * dimensions }, (_, index) => {
    const sample = Math.floor(index / dimensions);
    const place = 0.5 + (sample + 1) * ratio ** -((index % dimensions) + 1);
    return normalQuantile(place - Math.floor(place));
  });
}

/** Where the standard normal distribution reaches `share`: Newton's steps from a logistic guess. */
function normalQuantile(share: number): number {
  const p = Math.min(Math.max(share, 1e-12), 1 - 1e-12);
  let z = Math.log(p / (1 - p)) / 1.702;
  for (let step = 0; step < 60; step++) {
    const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    const change = (0.5 * erfc(-z * Math.SQRT1_2) - p) / density;
    // Far out the density is small and a whole step would jump over the answer.
    z -= Math.min(Math.max(change, -0.5), 0.5);
    if (Math.abs(change) < 1e-13) break;
  }
  return z;
}
