import { space, type Objective } from '@tune/core';
import { pluginFactory, type PluginFactory } from '@tune/core/plugin';
import { VERSION } from '../version.ts';
import { noiseRule, withNoise, type NoiseOption } from './noise.ts';
import { dimensionsRule, everywhere, numbered, numbersOf } from './numbered.ts';

/** With w = 1 + (x - 1) / 4: sin^2(pi w1) + sum (w - 1)^2 (1 + 10 sin^2(pi w + 1)) + (wd - 1)^2 (1 + sin^2(2 pi wd)) */
function value(x: readonly number[]): number {
  const w = x.map((number) => 1 + (number - 1) / 4);
  const last = w.at(-1)!;
  const middle = w
    .slice(0, -1)
    .reduce((sum, wi) => sum + (wi - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * wi + 1) ** 2), 0);
  return (
    Math.sin(Math.PI * w[0]!) ** 2 +
    middle +
    (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2)
  );
}

/**
 * Levy: waves on a bowl. Numbers in [-10, 10]; the minimum of 0 is where all are 1.
 *
 * @throws OBJECTIVE_OPTION_INVALID
 * @see [LagunaMarti2005]
 *
 * @example
 * ```ts
 * import { levy } from '@tune/objectives/functions';
 * levy({ dimensions: 8 }).optimum?.value; // 0
 * ```
 */
export const levy: PluginFactory<{ dimensions?: number } & NoiseOption, Objective> = pluginFactory({
  kind: 'objective',
  name: 'levy',
  description: 'Waves on a bowl.',
  options: {
    dimensions: dimensionsRule({ least: 1, usual: 8 }),
    noise: noiseRule,
  },
  create(options) {
    const { dimensions } = options;
    const formula: Objective = {
      name: `levy-${dimensions}`,
      version: VERSION,
      options: { dimensions },
      metric: 'value',
      isolation: 'none',
      description: `${dimensions} numbers, waves on a bowl, the minimum is 0`,
      space: space(numbered(dimensions, -10, 10)),
      direction: 'minimize',
      optimum: { value: 0, points: [everywhere(dimensions, 1)] },
      evaluate: (point) => value(numbersOf(point, dimensions)),
    };
    return withNoise(formula, options);
  },
});
