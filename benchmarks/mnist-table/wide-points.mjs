/**
 * The point and seed of the n-th line of the wide table: points of a scrambled Sobol sequence in its order.
 * Every fourth line trains an earlier point again with another seed: that is the noise. The rule was written down
 * before anything was measured, in docs/decisions/0026-wide-preset.md.
 */
import { evaluationSeedOf } from '@tune/core/plugin';
import { sobol } from '@tune/strategies';

const REPEAT_EVERY = 4;
const SEED = 1;
const DIGITS = 4;

/** `number` is that of the point: lines with an equal one differ in their seed alone. */
export function wideEntryOf(space, index) {
  const repeats = Math.floor((index + 1) / REPEAT_EVERY);
  const isRepeat = (index + 1) % REPEAT_EVERY === 0;
  const number = isRepeat ? repeats - 1 : index - repeats;
  const exact = space.decode(sobol(space.names.length, SEED).point(number));
  const rounded = Object.entries(exact).map(([name, value]) => [
    name,
    typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value,
  ]);
  const point = Object.fromEntries(rounded);
  return { number, point, seed: evaluationSeedOf(SEED, space, point, isRepeat ? 1 : 0) };
}
