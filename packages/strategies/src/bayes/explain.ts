import type { History, Point, Space } from '@tune/core';
import { checkOptions } from '@tune/core/plugin';
import type { Kernel, LoadedGaussianProcess } from '@tune/gp-native';
import { fullFidelityHistory } from '../full-fidelity.ts';
import { backendRule, loadOnce } from './model/load.ts';
import { fitModel, modelRules, type Noise } from './model/model.ts';
import { observe, type Observations } from './model/observations.ts';
import { chooseTrial, type ModeledChoice } from './recommend.ts';
import { variationShares, type VariationShare } from './variation.ts';

/** What the model of `bayes` says about a history. */
export interface Explanation {
  /** Number of trials that the model was fitted to. */
  readonly observations: number;
  /** In the order of the space. */
  readonly parameters: readonly {
    readonly name: string;
    /** As a share of the parameter's range: over about this distance the loss changes. */
    readonly lengthscale: number;
    /**
     * Inverse of the length scale, as a share of all inverses: large if the parameter matters, 0 if all
     * trials have the same value. Sums to 1, unless no parameter varies.
     */
    readonly relevance: number;
    /** How much of the variation of the transformed losses it explains, by the model. */
    readonly variation: VariationShare;
  }[];
  /** Standard deviation of the noise, relative to that of the transformed losses. */
  readonly noise: number;
  /**
   * The point that `bayes` recommends after these trials, and what its model says about it: where values
   * are noisy, the loss without the noise. Missing if all losses around the best trial are equal.
   */
  readonly recommended?: {
    /** The number of its trial. */
    readonly trial: number;
    readonly point: Point;
    readonly loss: number;
    /** Of 95 %. */
    readonly interval: readonly [number, number];
  };
  /** How well the model predicts every trial from all others, so how far it can be trusted. */
  readonly leaveOneOut: {
    /** Share of losses inside the model's 95 % interval; near 0.95 for a calibrated model. */
    readonly coverage: number;
    /** Correlation of predicted and observed transformed losses. */
    readonly correlation: number;
    /** Root mean square of the errors, in predicted standard deviations; near 1 for a calibrated model. */
    readonly standardizedError: number;
  };
}

/**
 * Fits the model of `bayes` to a study's history and reports which parameters matter and how well the
 * model predicts trials that it was not fitted to.
 *
 * @returns undefined if fewer than 3 trials are complete, or all losses are equal
 * @throws STRATEGY_OPTION_INVALID
 * @throws GpError  the losses cannot be modeled
 * @see [Rasmussen2006, eq. 5.12] leave-one-out predictions
 *
 * @example
 * ```ts
 * import { createStudy, float } from '@tune/core';
 * import { historyOf } from '@tune/core/plugin';
 * import { explain, random } from '@tune/strategies';
 * const study = await createStudy({
 *   space: { x: float(0, 1), idle: float(0, 1) }, strategy: random(), seed: 1,
 * });
 * await study.optimize(({ x }) => Math.sin(6 * x), { trials: 20 });
 * const explanation = await explain(study.space, historyOf(study.trials, study.direction));
 * explanation?.parameters.map(({ name }) => name); // ['x', 'idle']
 * (explanation?.parameters[0]?.relevance ?? 0) > 0.9; // true
 * ```
 */
export async function explain(
  space: Space,
  history: History,
  given: {
    readonly kernel?: Kernel;
    readonly noise?: Noise;
    readonly backend?: 'auto' | 'native' | 'wasm' | 'reference';
  } = {},
): Promise<Explanation | undefined> {
  const owner = { kind: 'function', name: 'explain' } as const;
  checkOptions(owner, given, { ...modelRules, backend: backendRule });
  const { kernel = 'matern52', noise = 'auto', backend = 'auto' } = given;
  const full = fullFidelityHistory(history);
  const observations = observe(space, full);
  const complete = full.ended.filter(({ loss }) => loss !== undefined).length;
  if (observations === undefined || complete < 3) return undefined;
  const loaded = await loadOnce(backend)();
  const { signal } = new AbortController();
  // Not started from the last suggestion's fit, which may be relative to a box.
  const options = { noise, kernel, last: undefined, signal };
  const choice = await chooseTrial(space, full, { ...options, trustRegion: true }, loaded);
  const model = await fitModel(loaded, space, observations, options);
  try {
    const { hyperparameters } = model;
    const lengthscales = Array.from(hyperparameters.logLengthscales, Math.exp);
    // A parameter that never varied has the prior's length scale, which says nothing about it.
    const inverses = lengthscales.map((scale, j) => (varies(observations, j) ? 1 / scale : 0));
    const total = inverses.reduce((sum, inverse) => sum + inverse, 0) || 1;
    const fit = fitOf(loaded, space, observations, kernel, hyperparameters);
    const shares = variationShares(space, fit.meanAt);
    return {
      observations: observations.values.length,
      parameters: space.names.map((name, j) => ({
        name,
        lengthscale: lengthscales[j]!,
        relevance: inverses[j]! / total,
        variation: shares[j]!,
      })),
      noise: Math.exp(hyperparameters.logNoise / 2),
      ...(choice === undefined ? {} : { recommended: recommendedOf(choice) }),
      leaveOneOut: leaveOneOut(fit, observations),
    };
  } finally {
    model.dispose();
  }
}

const recommendedOf = ({ trial: { number: trial, point }, loss, interval }: ModeledChoice) => ({
  ...{ trial, point, loss, interval },
});

/** Whether a column has at least two values. */
function varies({ rows, values }: Observations, column: number): boolean {
  const d = rows.length / values.length;
  return values.some((_, i) => rows[i * d + column] !== rows[column]);
}

/** What a fitted model predicts, and its parts. */
interface Fit {
  /** (K + noise)^-1 y, n */
  readonly alpha: Float64Array;
  /** (K + noise)^-1, n x n */
  readonly inverse: Float64Array;
  /** The posterior mean at rows (m x d). */
  meanAt(queries: Float64Array): Float64Array;
}

function fitOf(
  { numerics }: LoadedGaussianProcess,
  space: Space,
  { rows, values }: Observations,
  kernel: Kernel,
  hyperparameters: Parameters<LoadedGaussianProcess['numerics']['kernelMatrix']>[4],
): Fit {
  const n = values.length;
  const kinds = space.columns.map(({ kind }) => kind);
  const covariances = (a: Float64Array): Float64Array =>
    numerics.kernelMatrix(kernel, a, rows, kinds.length, hyperparameters, kinds);
  const matrix = covariances(rows);
  for (let i = 0; i < n; i++) matrix[i * n + i]! += Math.exp(hyperparameters.logNoise);
  const { factor } = numerics.cholesky(matrix, n);
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  const alpha = numerics.solve(factor, n, values);
  return {
    alpha,
    inverse: numerics.solve(factor, n, identity),
    meanAt(queries) {
      const all = covariances(queries);
      return Float64Array.from({ length: all.length / n }, (_, i) =>
        alpha.reduce((sum, weight, j) => sum + weight * all[i * n + j]!, 0),
      );
    },
  };
}

function leaveOneOut(
  { alpha, inverse }: Fit,
  { values }: Observations,
): Explanation['leaveOneOut'] {
  const n = values.length;
  const errors = Array.from(values, (_, i) => alpha[i]! / inverse[i * n + i]!);
  const scores = errors.map((error, i) => error * Math.sqrt(inverse[i * n + i]!));
  const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / n;
  const predicted = errors.map((error, i) => values[i]! - error);
  const deviations = (list: readonly number[]): number[] => {
    const center = mean(list);
    return list.map((value) => value - center);
  };
  const [observed, expected] = [deviations([...values]), deviations(predicted)];
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const scale = Math.sqrt(dot(observed, observed) * dot(expected, expected));
  return {
    coverage: mean(scores.map((score) => (Math.abs(score) <= 1.96 ? 1 : 0))),
    correlation: scale === 0 ? 0 : dot(observed, expected) / scale,
    standardizedError: Math.sqrt(mean(scores.map((score) => score * score))),
  };
}
