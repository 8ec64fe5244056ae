import { lowerGamma, upperGamma } from './incomplete-gamma.ts';

/** The probability that a standard normal number is below `z`. */
export function normalBelow(z: number): number {
  const tail = upperGamma(0.5, (z * z) / 2) / 2;
  if (z < 0) return tail;
  return 0.5 + lowerGamma(0.5, (z * z) / 2) / 2;
}

/** The density of a standard normal number. */
export const normalDensity = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
