import type { Curve, Pruner } from '@tune/core';
import { checkOptions, wholeNumber } from '../options.ts';

export interface MedianOptions {
  /** Complete trials that must be known before anything is stopped; default 4. */
  readonly startTrials?: number;
  /** Steps before which nothing is stopped; default 0. */
  readonly warmupSteps?: number;
}

/**
 * The median stopping rule: a trial is stopped at step s where its best loss up to s is worse than the
 * median, over the complete trials, of the mean of what each reported up to s. A trial whose every
 * report was no number is worse than any.
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
  const rules = { startTrials: wholeNumber(1), warmupSteps: wholeNumber(0) };
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
      return best > middleOf(means) ? 'stop' : 'keep';
    },
  };
}

/** The mean of what a trial reported up to a step; undefined where it reported nothing yet. */
function meanUpTo({ points }: Curve, step: number): number | undefined {
  const known = points.filter((point) => point.step <= step);
  if (known.length === 0) return undefined;
  return known.reduce((sum, { loss }) => sum + loss, 0) / known.length;
}

/** The median of ascending numbers, at least one. */
function middleOf(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
