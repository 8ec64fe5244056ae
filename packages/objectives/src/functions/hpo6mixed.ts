import { categorical, float, int, ordinal, space, type Objective } from '@tune/core';
import { pluginFactory, type PluginFactory } from '@tune/core/plugin';
import { VERSION } from '../version.ts';
import { noiseRule, withNoise, type NoiseOption } from './noise.ts';

/** A point of {@link hpo6mixed}. */
export type Hpo6MixedPoint = Readonly<{
  lr: number;
  batch: 16 | 32 | 64 | 128 | 256;
  depth: number;
  dropout: number;
  decay: number;
  activation: 'relu' | 'elu' | 'tanh' | 'sigmoid';
}>;

const PENALTY = { relu: 0, elu: 0.001, tanh: 0.004, sigmoid: 0.02 };

/** log10 of the best learning rate: smaller for deep networks, larger for large batches. */
const bestLogLr = (depth: number, batch: number): number =>
  -2.6 - 0.15 * (depth - 2) + 0.2 * Math.log2(batch / 64);

function value({ lr, batch, depth, dropout, decay, activation }: Hpo6MixedPoint): number {
  const off = Math.log10(lr) - bestLogLr(depth, batch);
  return (
    0.018 +
    0.03 * off ** 2 +
    0.2 * Math.max(0, off - 0.8) ** 2 +
    0.002 * (depth - 3) ** 2 +
    0.05 * (dropout - 0.25 - 0.02 * depth) ** 2 +
    PENALTY[activation] +
    0.002 * (Math.log10(decay) + 4) ** 2
  );
}

/**
 * A formula that looks like tuning a network: the best error is 0.018, and it rises steeply if the
 * learning rate is too large for depth and batch. Two log scales, an ordinal, an integer, a rate and
 * a choice.
 *
 * @throws OBJECTIVE_OPTION_INVALID
 *
 * @example
 * ```ts
 * import { hpo6mixed } from '@tune/objectives/functions';
 * hpo6mixed().optimum?.value; // 0.018
 * ```
 */
export const hpo6mixed: PluginFactory<NoiseOption, Objective<Hpo6MixedPoint>> = pluginFactory({
  kind: 'objective',
  name: 'hpo6mixed',
  description: 'A formula that looks like tuning a network: mixed types and log scales.',
  options: { noise: noiseRule },
  create(options) {
    const formula: Objective<Hpo6MixedPoint> = {
      name: 'hpo6mixed',
      version: VERSION,
      metric: 'error',
      isolation: 'none',
      description: '6 mixed parameters like those of a network, the smallest error is 0.018',
      space: space({
        lr: float(1e-5, 1, { log: true }),
        batch: ordinal([16, 32, 64, 128, 256]),
        depth: int(1, 6),
        dropout: float(0, 0.8),
        decay: float(1e-7, 1e-1, { log: true }),
        activation: categorical(['relu', 'elu', 'tanh', 'sigmoid']),
      }),
      direction: 'minimize',
      optimum: {
        value: 0.018,
        points: ([16, 32, 64, 128, 256] as const).map((batch) => ({
          lr: 10 ** bestLogLr(3, batch),
          batch,
          depth: 3,
          dropout: 0.31,
          decay: 1e-4,
          activation: 'relu',
        })),
      },
      evaluate: (point) => value(point),
    };
    return withNoise(formula, options);
  },
});
