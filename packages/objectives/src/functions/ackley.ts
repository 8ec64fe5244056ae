import { space, type Objective } from '@tune/core';
import { numberBetween, pluginFactory, type PluginFactory } from '@tune/core/plugin';
import { VERSION } from '../version.ts';
import { noiseRule, withNoise, type NoiseOption } from './noise.ts';
import { dimensionsRule, everywhere, numbered, numbersOf } from './numbered.ts';

const HIGH = 32.768;

/** -20 exp(-0.2 sqrt(mean x^2)) - exp(mean cos(2 pi x)) + 20 + e */
export function ackleyValue(x: readonly number[]): number {
  const mean = (of: (value: number) => number): number =>
    x.reduce((sum, value) => sum + of(value), 0) / x.length;
  const radius = Math.sqrt(mean((value) => value * value));
  const ripple = mean((value) => Math.cos(2 * Math.PI * value));
  return -20 * Math.exp(-0.2 * radius) - Math.exp(ripple) + 20 + Math.E;
}

/**
 * Ackley: a funnel with ripples, flat far from its minimum of 0. Numbers in [-32.768, 32.768].
 *
 * @param options.minimizer  the coordinate of the minimum along every axis. Default: 0, the middle of
 *   the space, where some searches begin
 *
 * @throws OBJECTIVE_OPTION_INVALID
 * @see [Ackley1987]
 *
 * @example
 * ```ts
 * import { ackley } from '@tune/objectives/functions';
 * ackley({ dimensions: 5 }).space.names.length; // 5
 * ```
 */
export const ackley: PluginFactory<
  { dimensions?: number; minimizer?: number } & NoiseOption,
  Objective
> = pluginFactory({
  kind: 'objective',
  name: 'ackley',
  description: 'A funnel with ripples, flat far from its minimum.',
  options: {
    dimensions: dimensionsRule({ least: 1, usual: 5 }),
    minimizer: numberBetween(-HIGH, HIGH, {
      description: 'The coordinate of the minimum along every axis.',
      default: 0,
    }),
    noise: noiseRule,
  },
  create(options) {
    const { dimensions, minimizer } = options;
    const formula: Objective = {
      name: `ackley-${dimensions}`,
      version: VERSION,
      options: { dimensions, minimizer },
      metric: 'value',
      isolation: 'none',
      description: `${dimensions} numbers, many ripples, the minimum is 0`,
      space: space(numbered(dimensions, -HIGH, HIGH)),
      direction: 'minimize',
      optimum: { value: 0, points: [everywhere(dimensions, minimizer)] },
      evaluate: (point) =>
        ackleyValue(numbersOf(point, dimensions).map((number) => number - minimizer)),
    };
    return withNoise(formula, options);
  },
});
