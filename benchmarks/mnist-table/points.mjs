/**
 * The point and seed of the n-th line. The points are the R2 sequence: any first part of it covers the
 * square evenly (Roberts, 2018). Every fifth line measures an earlier point again with another seed:
 * that is the noise.
 */
import { evaluationSeedOf } from '@tune/core/plugin';

const REPEAT_EVERY = 5;
const SEED = 1;
/** 1 / g and 1 / g^2 of the root g of g^3 = g + 1. */
const STEPS = [0.7548776662466927, 0.5698402909980532];

export function entryOf(space, index) {
  const repeats = Math.floor((index + 1) / REPEAT_EVERY);
  const isRepeat = (index + 1) % REPEAT_EVERY === 0;
  // Repeats walk through the measured points, from the first on.
  const number = isRepeat ? repeats - 1 : index - repeats;
  const unit = Float64Array.from(STEPS, (step) => (0.5 + step * (number + 1)) % 1);
  const point = space.decode(unit);
  return { number, point, seed: evaluationSeedOf(SEED, space, point, isRepeat ? 1 : 0) };
}
