import { space, type Objective } from '@tune/core';
import { pluginFactory, type PluginFactory } from '@tune/core/plugin';
import { VERSION } from '../version.ts';
import { noiseRule, withNoise, type NoiseOption } from './noise.ts';
import { dimensionsRule, everywhere, numbered, numbersOf } from './numbered.ts';

/** sum 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2 */
function value(x: readonly number[]): number {
  return x
    .slice(1)
    .reduce((sum, next, i) => sum + 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0);
}

/**
 * Rosenbrock: a narrow curved valley with a nearly flat floor, values up to a million. Numbers in
 * [-5, 10]; the minimum of 0 is where all are 1.
 *
 * @throws OBJECTIVE_OPTION_INVALID
 * @see [Rosenbrock1960]
 *
 * @example
 * ```ts
 * import { rosenbrock } from '@tune/objectives/functions';
 * rosenbrock({ dimensions: 4 }).name; // 'rosenbrock-4'
 * ```
 */
export const rosenbrock: PluginFactory<{ dimensions?: number } & NoiseOption, Objective> =
  pluginFactory({
    kind: 'objective',
    name: 'rosenbrock',
    description: 'A narrow curved valley with a nearly flat floor.',
    options: {
      dimensions: dimensionsRule({ least: 2, usual: 4 }),
      noise: noiseRule,
    },
    create(options) {
      const { dimensions } = options;
      const formula: Objective = {
        name: `rosenbrock-${dimensions}`,
        version: VERSION,
        options: { dimensions },
        metric: 'value',
        isolation: 'none',
        description: `${dimensions} numbers, a narrow curved valley, the minimum is 0`,
        space: space(numbered(dimensions, -5, 10)),
        direction: 'minimize',
        optimum: { value: 0, points: [everywhere(dimensions, 1)] },
        evaluate: (point) => value(numbersOf(point, dimensions)),
      };
      return withNoise(formula, options);
    },
  });
