import { float, space, type Objective } from '@tune/core';
import { pluginFactory, type PluginFactory } from '@tune/core/plugin';
import { VERSION } from '../version.ts';
import { noiseRule, withNoise, type NoiseOption } from './noise.ts';

/** A point of {@link gramacy}. */
export type GramacyPoint = Readonly<{ x1: number; x2: number }>;

/**
 * Gramacy's toy problem: the smallest x1 + x2 above a wave and inside a circle; both are constraints
 * of the space. Three local minima, the best 0.5998.
 *
 * @throws OBJECTIVE_OPTION_INVALID
 * @see [Gramacy2016]
 *
 * @example
 * ```ts
 * import { gramacy } from '@tune/objectives/functions';
 * gramacy().space.violated({ x1: 0.1, x2: 0.1 }); // ['above the wave']
 * ```
 */
export const gramacy: PluginFactory<NoiseOption, Objective<GramacyPoint>> = pluginFactory({
  kind: 'objective',
  name: 'gramacy',
  description: 'The smallest sum above a wave and inside a circle: two constraints.',
  options: { noise: noiseRule },
  create(options) {
    const wave = ({ x1, x2 }: GramacyPoint): number =>
      x1 + 2 * x2 + 0.5 * Math.sin(2 * Math.PI * (x1 ** 2 - 2 * x2)) - 1.5;
    const formula: Objective<GramacyPoint> = {
      name: 'gramacy',
      version: VERSION,
      metric: 'value',
      isolation: 'none',
      description: '2 numbers under 2 constraints, the minimum is 0.5998',
      space: space({ x1: float(0, 1), x2: float(0, 1) })
        .constrain('above the wave', (point) => wave(point) >= 0)
        .constrain('inside of the circle', ({ x1, x2 }) => x1 ** 2 + x2 ** 2 <= 1.5),
      direction: 'minimize',
      optimum: { value: OPTIMUM.x1 + OPTIMUM.x2, points: [OPTIMUM] },
      evaluate: ({ x1, x2 }) => x1 + x2,
    };
    return withNoise(formula, options);
  },
});

/** Where the slope along the wave vanishes, refined by Newton's method. */
const OPTIMUM: GramacyPoint = { x1: 0.19512268347207168, x2: 0.40466536853799623 };
