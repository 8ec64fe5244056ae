import type { Curve, Pruner } from '@tune/core';
import { checkOptions, integerFrom, positiveInteger } from '../options.ts';

export interface HalvingOptions {
  /** One of this many trials that reach a rung continues; default 3. */
  readonly reduction?: number;
  /** The step of the first rung; default: the first reported step. */
  readonly minSteps?: number;
}

/**
 * Asynchronous successive halving, with rungs at steps m, m r, m r^2, ...: a trial that reaches a rung
 * continues if its loss there is among the best 1/r of all that have reached the rung, itself included.
 * While fewer than r have reached a rung, the best of them continues.
 *
 * @throws STRATEGY_OPTION_INVALID
 * @see [Li2020] algorithm 2
 *
 * @example
 * ```ts
 * import { halving } from '@tune/strategies';
 * const at = (number: number, loss: number) => ({
 *   number, state: 'running' as const, points: [{ step: 10, loss }],
 * });
 * halving({ reduction: 2 }).decide([at(1, 0.2), at(2, 0.4)], at(3, 0.3)); // 'stop': one of three continues
 * ```
 */
export function halving(options: HalvingOptions = {}): Pruner {
  const rules = { reduction: integerFrom(2), minSteps: positiveInteger };
  checkOptions('halving', options, rules, 'pruner');
  const { reduction = 3, minSteps } = options;
  return {
    name: 'halving',
    decide(history, trial) {
      const [last, before] = [trial.points.at(-1), trial.points.at(-2)];
      if (last === undefined) return 'keep';
      const first = minSteps ?? Math.max(1, trial.points[0]!.step);
      const rung = rungOf(last.step, first, reduction);
      // Each rung is decided once, at the first report that reaches it.
      if (rung === undefined || (before !== undefined && before.step >= rung)) return 'keep';
      const others = history.flatMap((curve) => lossAt(curve, rung) ?? []);
      const better = others.filter((loss) => loss < last.loss).length;
      const continuing = Math.max(1, Math.floor((others.length + 1) / reduction));
      return better < continuing ? 'keep' : 'stop';
    },
  };
}

/** The last rung up to a step; undefined before the first rung. */
function rungOf(step: number, first: number, reduction: number): number | undefined {
  if (step < first) return undefined;
  let rung = first;
  while (rung * reduction <= step) rung *= reduction;
  return rung;
}

/** The loss with which a trial reached a rung; undefined if it did not reach it. */
const lossAt = ({ points }: Curve, rung: number): number | undefined =>
  points.find(({ step }) => step >= rung)?.loss;
