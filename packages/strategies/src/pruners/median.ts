import type { Curve, CurvePoint, Pruner } from '@tune/core';
import { checkOptions, nonNegativeInteger, positiveInteger } from '../options.ts';
import { medianOf } from './sorted.ts';

export interface MedianOptions {
  /** Complete trials before any trial is stopped; default 4. */
  readonly startTrials?: number;
  /** Steps before which no trial is stopped; default 0. */
  readonly warmupSteps?: number;
}

/**
 * The median stopping rule: a trial is stopped at step s if its best loss up to s is worse than the
 * median, over the complete trials, of the mean loss that each reported up to s. A trial that has reported
 * no finite loss counts as worse than any other.
 *
 * @throws STRATEGY_OPTION_INVALID
 * @see [Golovin2017] section 3.2
 *
 * @example
 * ```ts
 * import { curveHistory } from '@tune/core/plugin';
 * import { median } from '@tune/strategies';
 * const flat = (number: number, loss: number) => ({
 *   number, state: 'complete' as const, points: [{ step: 1, loss }],
 * });
 * const bad = { number: 3, state: 'running' as const, points: [{ step: 1, loss: 9 }] };
 * median({ startTrials: 2 }).decide(curveHistory([flat(1, 2), flat(2, 4)]), bad); // 'stop'
 * ```
 */
export function median(options: MedianOptions = {}): Pruner {
  const rules = { startTrials: positiveInteger, warmupSteps: nonNegativeInteger };
  checkOptions('median', options, rules, 'pruner');
  const { startTrials = 4, warmupSteps = 0 } = options;
  return {
    name: 'median',
    decide(history, { points }) {
      const step = points.at(-1)?.step ?? 0;
      if (step < warmupSteps) return 'keep';
      const means = history.measures(step, (curve) => meanUpTo(curve, step));
      if (means.length < startTrials) return 'keep';
      return bestOf(points) > medianOf(means) ? 'stop' : 'keep';
    },
  };
}

/** The least loss of a curve. */
function bestOf(points: readonly CurvePoint[]): number {
  let best = Infinity;
  for (const { loss } of points) if (loss < best) best = loss;
  return best;
}

/** The mean loss that a complete trial reported up to a step; undefined if it reported none. */
function meanUpTo({ state, points }: Curve, step: number): number | undefined {
  if (state !== 'complete') return undefined;
  let [sum, count] = [0, 0];
  for (const point of points) {
    if (point.step > step) continue;
    sum += point.loss;
    count += 1;
  }
  return count === 0 ? undefined : sum / count;
}
