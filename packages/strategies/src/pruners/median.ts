import type { Curve, Pruner } from '@tune/core';
import { checkOptions, nonNegativeInteger, positiveInteger } from '../options.ts';

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
 * import { median } from '@tune/strategies';
 * const flat = (number: number, loss: number) => ({
 *   number, state: 'complete' as const, points: [{ step: 1, loss }],
 * });
 * const bad = { number: 3, state: 'running' as const, points: [{ step: 1, loss: 9 }] };
 * median({ startTrials: 2 }).decide([flat(1, 2), flat(2, 4)], bad); // 'stop'
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
      const means = history
        .filter(({ state }) => state === 'complete')
        .flatMap((curve) => meanUpTo(curve, step) ?? [])
        .sort((a, b) => a - b);
      if (means.length < startTrials) return 'keep';
      const best = Math.min(...points.map(({ loss }) => loss));
      return best > medianOf(means) ? 'stop' : 'keep';
    },
  };
}

/** The mean loss that a trial reported up to a step; undefined before its first report. */
function meanUpTo({ points }: Curve, step: number): number | undefined {
  const known = points.filter((point) => point.step <= step);
  if (known.length === 0) return undefined;
  return known.reduce((sum, { loss }) => sum + loss, 0) / known.length;
}

/** The median of at least one number, ascending. */
function medianOf(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
