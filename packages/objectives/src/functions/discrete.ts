import { float, int, ordinal, space, type Objective } from '@tune/core';
import { pluginFactory, type PluginFactory } from '@tune/core/plugin';
import { VERSION } from '../version.ts';
import { ackleyValue } from './ackley.ts';
import { hartmann6Value } from './hartmann6.ts';
import { noiseRule, withNoise, type NoiseOption } from './noise.ts';
import { everywhere, numbersOf } from './numbered.ts';

const HARTMANN_LEVELS = [4, 4, 20, 20];

/**
 * Hartmann-6 whose first four numbers are discrete: 4, 4, 20 and 20 evenly spread values from 0 to 1.
 * The minimizer was found by trying all 6,400 combinations and refining the other two numbers by
 * Newton's method.
 *
 * @throws OBJECTIVE_OPTION_INVALID
 * @see [Dreczkowski2023]
 *
 * @example
 * ```ts
 * import { discreteHartmann } from '@tune/objectives/functions';
 * discreteHartmann().space.columns[2]!.levels; // 20
 * ```
 */
export const discreteHartmann: PluginFactory<NoiseOption, Objective> = pluginFactory({
  kind: 'objective',
  name: 'discrete-hartmann',
  description: 'Hartmann-6 whose first four numbers are discrete.',
  options: { noise: noiseRule },
  create(options) {
    const value = (point: Readonly<Record<string, unknown>>): number =>
      hartmann6Value(
        numbersOf(point, 6).map((x, j) => {
          const levels = HARTMANN_LEVELS[j];
          return levels === undefined ? x : x / (levels - 1);
        }),
      );
    const best = {
      x1: 1,
      x2: 0,
      x3: 9,
      x4: 5,
      x5: 0.3098070582418386,
      x6: 0.6587000849124638,
    };
    const formula: Objective = {
      name: 'discrete-hartmann',
      version: VERSION,
      metric: 'value',
      isolation: 'none',
      description: '4 discrete numbers and 2 continuous ones',
      space: space({
        x1: int(0, 3),
        x2: int(0, 3),
        x3: int(0, 19),
        x4: int(0, 19),
        x5: float(0, 1),
        x6: float(0, 1),
      }) as unknown as Objective['space'],
      direction: 'minimize',
      optimum: { value: value(best), points: [best] },
      evaluate: (point) => value(point),
    };
    return withNoise(formula, options);
  },
});

/**
 * Ackley on [0, 1]^13: five numbers with three values, five with five values, three continuous. The
 * minimum of 0 is in a corner.
 *
 * @throws OBJECTIVE_OPTION_INVALID
 * @see [Dreczkowski2023]
 *
 * @example
 * ```ts
 * import { discreteAckley } from '@tune/objectives/functions';
 * discreteAckley().space.names.length; // 13
 * ```
 */
export const discreteAckley: PluginFactory<NoiseOption, Objective> = pluginFactory({
  kind: 'objective',
  name: 'discrete-ackley',
  description: 'Ackley with ten discrete numbers and three continuous ones.',
  options: { noise: noiseRule },
  create(options) {
    const three = [0, 0.5, 1] as const;
    const five = [0, 0.25, 0.5, 0.75, 1] as const;
    const parameters = Object.fromEntries(
      Array.from({ length: 13 }, (_, j) => [
        `x${j + 1}`,
        j < 5 ? ordinal(three) : j < 10 ? ordinal(five) : float(0, 1),
      ]),
    );
    const formula: Objective = {
      name: 'discrete-ackley',
      version: VERSION,
      metric: 'value',
      isolation: 'none',
      description: '10 discrete numbers and 3 continuous ones, the minimum is 0',
      space: space(parameters) as Objective['space'],
      direction: 'minimize',
      optimum: { value: 0, points: [everywhere(13, 0)] },
      evaluate: (point) => ackleyValue(numbersOf(point, 13)),
    };
    return withNoise(formula, options);
  },
});
