import { float, int, space, type Objective } from '@tune/core';
import { pluginFactory, type PluginFactory } from '@tune/core/plugin';
import { VERSION } from '../version.ts';
import { noiseRule, withNoise, type NoiseOption } from './noise.ts';

/** A point of {@link jenatton}: the numbers on the way to one of four leaves. */
export type JenattonPoint = Readonly<{ x1: number } & Record<string, number>>;

/**
 * A tree: x1 chooses one of two halves, x2 or x3 one of its leaves; the value of a leaf is a square
 * plus a shift that belongs to its half. Eight of nine parameters are conditional; the minimum is 0.1.
 *
 * @throws OBJECTIVE_OPTION_INVALID
 * @see [Jenatton2017]
 *
 * @example
 * ```ts
 * import { jenatton } from '@tune/objectives/functions';
 * jenatton().evaluate({ x1: 0, x2: 0, x4: 0.5, r8: 0 }, undefined as never); // 0.35
 * ```
 */
export const jenatton: PluginFactory<NoiseOption, Objective<JenattonPoint>> = pluginFactory({
  kind: 'objective',
  name: 'jenatton',
  description: 'A tree of conditional parameters with four leaves.',
  options: { noise: noiseRule },
  create(options) {
    const formula: Objective<JenattonPoint> = {
      name: 'jenatton',
      version: VERSION,
      metric: 'value',
      isolation: 'none',
      description: 'a tree of 9 parameters, the minimum of its best leaves is 0.1',
      space: space({
        x1: int(0, 1),
        x2: int(0, 1).when('x1', [0]),
        x3: int(0, 1).when('x1', [1]),
        x4: float(0, 1).when('x2', [0]),
        x5: float(0, 1).when('x2', [1]),
        x6: float(0, 1).when('x3', [0]),
        x7: float(0, 1).when('x3', [1]),
        r8: float(0, 1).when('x1', [0]),
        r9: float(0, 1).when('x1', [1]),
      }) as unknown as Objective<JenattonPoint>['space'],
      direction: 'minimize',
      optimum: {
        value: 0.1,
        points: [
          { x1: 0, x2: 0, x4: 0, r8: 0 },
          { x1: 0, x2: 1, x5: 0, r8: 0 },
          { x1: 1, x3: 0, x6: 0, r9: 0 },
          { x1: 1, x3: 1, x7: 0, r9: 0 },
        ],
      },
      // A point has one number of a leaf and one shift.
      evaluate({ x4, x5, x6, x7, r8, r9 }) {
        return (x4 ?? x5 ?? x6 ?? x7)! ** 2 + 0.1 + (r8 ?? r9)!;
      },
    };
    return withNoise(formula, options);
  },
});
