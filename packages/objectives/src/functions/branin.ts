import { float, space, type Objective } from '@tune/core';
import { pluginFactory, type PluginFactory } from '@tune/core/plugin';
import { VERSION } from '../version.ts';
import { noiseRule, withNoise, type NoiseOption } from './noise.ts';

/** A point of {@link branin}. */
export type BraninPoint = Readonly<{ x1: number; x2: number }>;

const B = 5.1 / (4 * Math.PI ** 2);
const C = 5 / Math.PI;
const T = 1 / (8 * Math.PI);

/** (x2 - b x1^2 + c x1 - 6)^2 + 10 (1 - t) cos(x1) + 10 */
function value({ x1, x2 }: BraninPoint): number {
  return (x2 - B * x1 ** 2 + C * x1 - 6) ** 2 + 10 * (1 - T) * Math.cos(x1) + 10;
}

/**
 * Branin: two numbers and three equal minima of 0.397887 (5 / (4 pi)), the usual first test of a
 * search. x1 is in [-5, 10], x2 in [0, 15]. With noise, as with that of any formula, `test()` is the
 * function without it.
 *
 * @throws OBJECTIVE_OPTION_INVALID
 * @see [DixonSzego1978]
 *
 * @example
 * ```ts
 * import { branin } from '@tune/objectives/functions';
 * branin().optimum?.value; // 0.39788735772973816
 * branin({ noise: 20 }).test?.().description; // 'the noiseless function'
 * ```
 */
export const branin: PluginFactory<NoiseOption, Objective<BraninPoint>> = pluginFactory({
  kind: 'objective',
  name: 'branin',
  description: 'Two numbers and three equal minima: the usual first test of a search.',
  options: { noise: noiseRule },
  create(options) {
    const formula: Objective<BraninPoint> = {
      name: 'branin',
      version: VERSION,
      metric: 'value',
      isolation: 'none',
      description: '2 numbers, 3 minima of 0.397887',
      space: space({ x1: float(-5, 10), x2: float(0, 15) }),
      direction: 'minimize',
      optimum: {
        // At x1 = (2k + 1) pi, where the square is zero, only 10 t is left.
        value: 10 * T,
        points: [-Math.PI, Math.PI, 3 * Math.PI].map((x1) => ({
          x1,
          x2: B * x1 ** 2 - C * x1 + 6,
        })),
      },
      evaluate: (point) => value(point),
    };
    return withNoise(formula, options);
  },
});
