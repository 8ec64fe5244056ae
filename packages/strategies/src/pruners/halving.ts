import type { Curve, Pruner } from '@tune/core';
import { integerBetween, pluginFactory, type PluginFactory } from '@tune/core/plugin';
import { stepCount } from '../counts.ts';
import { countBelow, countBefore } from './sorted.ts';

export interface HalvingOptions {
  /** One of this many trials that reach a rung continues, 2 to 1,000; default 3. */
  readonly reduction?: number;
  /** The step of the first rung; default: the first reported step. */
  readonly minSteps?: number;
}

/**
 * Asynchronous successive halving, with rungs at steps m, m r, m r^2, ...: a trial that reaches a rung
 * continues if its loss there is among the best 1/r of all that have reached the rung, itself included.
 * While fewer than r have reached a rung, the best of them continues. The loss at a rung is that of the
 * first report at or beyond it. One that is not finite is worse than any other, so that only the first trial
 * at a rung continues with it.
 *
 * @throws PRUNER_OPTION_INVALID
 * @see [Li2020] algorithm 2
 *
 * @example
 * ```ts
 * import { curveHistory } from '@tune/core/plugin';
 * import { halving } from '@tune/strategies';
 * const at = (number: number, loss: number) => ({
 *   number, state: 'running' as const, points: [{ step: 10, loss }],
 * });
 * const others = curveHistory([at(1, 0.2), at(2, 0.4)]);
 * halving({ reduction: 2 }).decide(others, at(3, 0.3)); // 'stop': one of three continues
 * ```
 */
export const halving: PluginFactory<HalvingOptions, Pruner> = pluginFactory({
  kind: 'pruner',
  name: 'halving',
  description:
    'Asynchronous successive halving: of the trials that reach a rung, the best share continues.',
  options: {
    reduction: integerBetween(2, 1000, {
      description: 'One of this many trials that reach a rung continues.',
      default: 3,
    }),
    minSteps: stepCount(1, {
      description: 'The step of the first rung.',
      defaultText: 'the first reported step',
    }),
  },
  create: ({ reduction, minSteps }) => ({
    name: 'halving',
    decide(history, trial) {
      const [last, before] = [trial.points.at(-1), trial.points.at(-2)];
      if (last === undefined) return 'keep';
      const first = minSteps ?? Math.max(1, trial.points[0]!.step);
      const rung = rungOf(last.step, first, reduction);
      // Each rung is decided once, at the first report that reaches it.
      if (rung === undefined || (before !== undefined && before.step >= rung)) return 'keep';
      const ended = history.measures(`loss at ${rung}`, (curve) => lossAt(curve, rung));
      const running = history.running.flatMap((curve) => lossAt(curve, rung) ?? []);
      const reached = ended.length + running.length + 1;
      const better = Number.isFinite(last.loss)
        ? countBelow(ended, last.loss) + running.filter((loss) => loss < last.loss).length
        : reached - 1;
      return better < Math.max(1, Math.floor(reached / reduction)) ? 'keep' : 'stop';
    },
  }),
});

/** The last rung up to a step; undefined before the first rung. */
function rungOf(step: number, first: number, reduction: number): number | undefined {
  if (step < first) return undefined;
  let rung = first;
  while (rung * reduction <= step) rung *= reduction;
  return rung;
}

/** The loss with which a trial reached a rung; undefined if it did not reach it. */
const lossAt = ({ points }: Curve, rung: number): number | undefined =>
  points[countBefore(points, rung)]?.loss;
