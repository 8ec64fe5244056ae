import type { Budget, History, Point, Space } from '@tune/core';
import { checkOptions, createPacer } from '@tune/core/plugin';
import type { GaussianProcess } from '@tune/gp-native';
import { fullFidelityHistory } from '../full-fidelity.ts';
import { askModel } from './ask-model.ts';
import { bayesRules, type BayesOptions } from './bayes.ts';
import { initialDesignSize } from './initial-design.ts';
import { isNumericalFault, modelError } from './model/faults.ts';
import { loadOnce } from './model/load.ts';
import { fitModel } from './model/model.ts';
import { observe } from './model/observations.ts';

/** What a surrogate predicts at m points, in their order. */
export interface Predictions {
  /** m posterior means of the transformed losses, which have mean 0 and variance 1. */
  readonly mean: Float64Array;
  /** m posterior variances in the same units, without the noise of an evaluation. */
  readonly variance: Float64Array;
  /** m losses: the posterior medians, in the units of the objective (negated where it is maximized). */
  readonly loss: Float64Array;
}

/** A fitted model of `bayes`. */
export interface Surrogate {
  /** Number of trials that it was fitted to. */
  readonly observations: number;
  /** `native`, `wasm` or `reference`. */
  readonly backend: string;
  /** The box that it was fitted to and in which the next point is searched; missing for the whole space. */
  readonly region?: {
    /** Side of the box, as a share of the range of every parameter. */
    readonly side: number;
    /** The center of the box: the point of its best trial. */
    readonly center: Point;
  };
  /** @throws GpError  after `dispose` */
  predict(points: readonly Point[]): Predictions;
  /** Frees its memory. */
  dispose(): void;
}

/** Options of `bayes` that its model depends on. */
export interface SurrogateOptions extends Pick<BayesOptions, keyof typeof RULES> {
  /** The budget of the study, which the size of the initial design depends on. */
  readonly budget?: Budget | undefined;
  readonly signal?: AbortSignal;
}

const { initialTrials, noise, kernel, trustRegion, backend } = bayesRules;
const RULES = { initialTrials, noise, kernel, trustRegion, backend };

/**
 * Fits the model that `bayes` would choose its next point with, to look at what it predicts. With the options of
 * the strategy and the budget of the study it is that very model. The caller disposes it.
 *
 * @returns undefined if there is no model: no trial is complete, all losses are equal, or they cannot be modeled
 * @throws PLUGIN_OPTION_INVALID
 * @throws STRATEGY_MODEL_UNAVAILABLE  the Gaussian process cannot be used
 *
 * @example
 * ```ts
 * import { createStudy, float } from '@tune/core';
 * import { historyOf } from '@tune/core/plugin';
 * import { bayes, surrogate } from '@tune/strategies';
 * const study = await createStudy({ space: { x: float(0, 1) }, strategy: bayes(), seed: 1 });
 * await study.optimize(({ x }) => Math.sin(6 * x), { trials: 12 });
 * const model = await surrogate(study.space, historyOf(study.trials, study.direction));
 * const { loss } = model!.predict([{ x: 0.25 }, { x: 0.785 }]);
 * loss[1]! < loss[0]!; // true
 * model!.dispose();
 * ```
 */
export async function surrogate<P extends Point>(
  space: Space<P>,
  history: History,
  options: SurrogateOptions = {},
): Promise<Surrogate | undefined> {
  const { budget, signal = new AbortController().signal, ...given } = options;
  checkOptions({ kind: 'function', name: 'surrogate' }, given, RULES);
  const { noise = 'auto', kernel = 'matern52', trustRegion = true, backend = 'auto' } = given;
  const anySpace = space as unknown as Space;
  const full = fullFidelityHistory(history);
  const { region, fit } = await askModel(anySpace, full, {
    initialCount: given.initialTrials ?? initialDesignSize(space.columns.length, budget),
    trustRegion,
    pacer: createPacer(signal),
  });
  const observations = observe(anySpace, full, { region });
  if (observations === undefined) return undefined;
  const { box, values, transform } = observations;
  const loaded = await loadOnce(backend)();
  let model: GaussianProcess;
  try {
    model = await fitModel(loaded, anySpace, observations, { noise, kernel, signal, ...fit });
  } catch (error) {
    if (signal.aborted || !isNumericalFault(error)) throw modelError(error);
    return undefined;
  }
  return {
    observations: values.length,
    backend: loaded.backend,
    ...(region === undefined ? {} : { region: { side: region.side, center: region.best } }),
    predict(points) {
      const d = space.columns.length;
      const rows = new Float64Array(points.length * d);
      points.forEach((point, i) => rows.set(box.row(point), i * d));
      const { mean, variance } = model.posterior(rows);
      return { mean, variance, loss: mean.map((value) => transform.inverse(value)) };
    },
    dispose: () => model.dispose(),
  };
}
