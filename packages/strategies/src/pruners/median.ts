import type { Curve, CurvePoint, Pruner } from '@tune/core';
import { pluginFactory, type PluginFactory } from '@tune/core/plugin';
import { stepCount, trialCount } from '../counts.ts';
import { countBefore, medianOf } from './sorted.ts';

export interface MedianOptions {
  /** Complete trials before any trial is stopped; default 4. */
  readonly startTrials?: number;
  /** Steps before which no trial is stopped; default 0. */
  readonly warmupSteps?: number;
}

/**
 * The median stopping rule: a trial is stopped at step s if its best loss up to s is worse than the
 * median, over the complete trials, of the mean loss that each reported up to s. Losses that are not finite
 * are left out of the means. A trial that has reported no finite loss counts as worse than any other.
 *
 * @throws PRUNER_OPTION_INVALID
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
export const median: PluginFactory<MedianOptions, Pruner> = pluginFactory({
  kind: 'pruner',
  name: 'median',
  description:
    'The median stopping rule: stops a trial that is worse than the median of the others so far.',
  options: {
    startTrials: trialCount({
      description: 'Complete trials before any trial is stopped.',
      default: 4,
    }),
    warmupSteps: stepCount(0, {
      description: 'Steps before which no trial is stopped.',
      default: 0,
    }),
  },
  create: ({ startTrials, warmupSteps }) => ({
    name: 'median',
    decide(history, { points }) {
      const step = points.at(-1)?.step ?? 0;
      if (step < warmupSteps) return 'keep';
      const means = history.measures(step, (curve) => meanUpTo(curve, step));
      if (means.length < startTrials) return 'keep';
      return bestOf(points) > medianOf(means) ? 'stop' : 'keep';
    },
  }),
});

/** The least loss of a curve. */
function bestOf(points: readonly CurvePoint[]): number {
  let best = Infinity;
  for (const { loss } of points) if (loss < best) best = loss;
  return best;
}

interface RunningMeans {
  readonly points: readonly CurvePoint[];
  /** Up to each of the points. */
  readonly means: Float64Array;
}

/** Of trials that have ended: their curves do not change any more. */
const known = new WeakMap<Curve, RunningMeans>();

/** The mean finite loss that a complete trial reported up to a step; undefined if it reported none. */
function meanUpTo(curve: Curve, step: number): number | undefined {
  if (curve.state !== 'complete') return undefined;
  const { points, means } = known.get(curve) ?? runningMeansOf(curve);
  const before = countBefore(points, step);
  const mean = means[points[before]?.step === step ? before : before - 1];
  return mean === undefined || Number.isNaN(mean) ? undefined : mean;
}

function runningMeansOf(curve: Curve): RunningMeans {
  const { points } = curve;
  const means = { points, means: runningMeans(points) };
  known.set(curve, means);
  return means;
}

/** NaN as long as there is no finite loss. */
function runningMeans(points: readonly CurvePoint[]): Float64Array {
  let [sum, count] = [0, 0];
  return Float64Array.from(points, ({ loss }) => {
    if (Number.isFinite(loss)) {
      sum += loss;
      count += 1;
    }
    return sum / count;
  });
}
