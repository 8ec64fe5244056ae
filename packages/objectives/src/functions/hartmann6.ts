import { float, space, type Objective } from '@tune/core';
import { pluginFactory, type PluginFactory } from '@tune/core/plugin';
import { VERSION } from '../version.ts';
import { noiseRule, withNoise, type NoiseOption } from './noise.ts';

/** A point of {@link hartmann6}. */
export type Hartmann6Point = Readonly<Record<'x1' | 'x2' | 'x3' | 'x4' | 'x5' | 'x6', number>>;

const NAMES = ['x1', 'x2', 'x3', 'x4', 'x5', 'x6'] as const;

/** Heights, widths (4 x 6) and centers (4 x 6) of the four wells. */
const ALPHA = [1, 1.2, 3, 3.2];
const A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const P = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

/** -sum_i alpha_i exp(-sum_j A_ij (x_j - P_ij)^2) */
export function hartmann6Value(x: readonly number[]): number {
  let sum = 0;
  ALPHA.forEach((alpha, well) => {
    let exponent = 0;
    x.forEach((coordinate, axis) => {
      exponent += A[well]![axis]! * (coordinate - P[well]![axis]!) ** 2;
    });
    sum += alpha * Math.exp(-exponent);
  });
  return -sum;
}

const value = (point: Hartmann6Point): number => hartmann6Value(NAMES.map((name) => point[name]));

/** The published six digits, refined by Newton's method until the gradient vanished. */
const MINIMIZER: Hartmann6Point = {
  x1: 0.20168951100670543,
  x2: 0.15001069182345797,
  x3: 0.476873974221897,
  x4: 0.2753324304940561,
  x5: 0.31165161660011326,
  x6: 0.6573005340656204,
};

/**
 * Hartmann-6: six numbers in [0, 1], six local minima, the best -3.32237.
 *
 * @throws OBJECTIVE_OPTION_INVALID
 * @see [DixonSzego1978]
 *
 * @example
 * ```ts
 * import { hartmann6 } from '@tune/objectives/functions';
 * hartmann6().space.columns.length; // 6
 * ```
 */
export const hartmann6: PluginFactory<NoiseOption, Objective<Hartmann6Point>> = pluginFactory({
  kind: 'objective',
  name: 'hartmann6',
  description: 'Six numbers and six local minima.',
  options: { noise: noiseRule },
  create(options) {
    const formula: Objective<Hartmann6Point> = {
      name: 'hartmann6',
      version: VERSION,
      metric: 'value',
      isolation: 'none',
      description: '6 numbers, the best of several minima is -3.32237',
      space: space({
        x1: float(0, 1),
        x2: float(0, 1),
        x3: float(0, 1),
        x4: float(0, 1),
        x5: float(0, 1),
        x6: float(0, 1),
      }),
      direction: 'minimize',
      optimum: { value: value(MINIMIZER), points: [MINIMIZER] },
      evaluate: (point) => value(point),
    };
    return withNoise(formula, options);
  },
});
