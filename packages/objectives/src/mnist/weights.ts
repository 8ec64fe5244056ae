import type { Rng } from '@tune/core/plugin';

/**
 * Initial values of a weight tensor: zeros for a bias, else uniform in +-sqrt(6 / (fanIn + fanOut)).
 * The fans of a filter include its height and width.
 *
 * @see [GlorotBengio2010]
 */
export function initialWeights(shape: readonly number[], rng: Rng): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = new Float32Array(size);
  if (shape.length === 1) return values;
  const [fanOut = 1, fanIn = 1, ...window] = [...shape].reverse();
  const field = window.reduce((product, length) => product * length, 1);
  const limit = Math.sqrt(6 / (field * (fanIn + fanOut)));
  // 32 random bits are more than a float keeps, and half the work of `next`.
  for (let index = 0; index < size; index++) values[index] = (rng.uint32() / 2 ** 31 - 1) * limit;
  return values;
}
