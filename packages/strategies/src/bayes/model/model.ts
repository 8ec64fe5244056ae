import type { Space } from '@tune/core';
import { oneOf } from '@tune/core/plugin';
import {
  type GaussianProcess,
  type Hyperparameters,
  type Kernel,
  type LoadedGaussianProcess,
} from '@tune/gp-native';
import type { BoxTransform } from '../region/box-transform.ts';
import { isNumericalFault } from './faults.ts';
import type { Observations } from './observations.ts';

/**
 * Whether equal points have equal losses: `deterministic` if they have, `infer` if they have not, so that
 * a noise is fitted, `auto` to find out from the losses.
 */
export type Noise = 'auto' | 'infer' | 'deterministic';

/** Rules of the options of a model. */
export const modelRules = {
  noise: oneOf(['auto', 'infer', 'deterministic'], {
    description:
      'Whether equal points have equal values (deterministic) or not (infer); auto takes what the values make likelier.',
    default: 'auto',
  }),
  kernel: oneOf(['matern52', 'matern32', 'rbf'], {
    description: 'How smooth the model takes the values to be.',
    default: 'matern52',
  }),
};

export interface ModelOptions {
  readonly noise: Noise;
  readonly kernel: Kernel;
  /** The last fit: the fit starts there; used as they are if no fit is due. */
  readonly last: Hyperparameters | undefined;
  /** Whether to fit the hyperparameters; default: what {@link refits} says. */
  readonly fits?: boolean;
  /**
   * With the noise `auto`: how much larger the log marginal likelihood must be with a noise than without.
   * Default 0.
   */
  readonly minNoiseEvidence?: number;
  readonly signal: AbortSignal;
}

/** Up to this many observations every ask fits; beyond, once for every two percent of growth. */
const MAX_ALWAYS_FITTED = 100;

/** ln of the smallest noise variance, 1e-6, with a margin for rounding. */
const MAX_EXACT_LOG_NOISE = Math.log(1.01e-6);

/** Whether to fit the hyperparameters after n trials: depends on n alone. */
export function refits(n: number): boolean {
  return n <= MAX_ALWAYS_FITTED || n % Math.ceil(n / 50) === 0;
}

/**
 * A Gaussian process on the observations, with hyperparameters. The caller disposes it.
 *
 * @throws GpError  the covariance cannot be factored
 */
export async function fitModel(
  gaussianProcess: LoadedGaussianProcess,
  { columns }: Space,
  { ended, rows, values }: Observations,
  { noise, kernel, last, fits = refits(ended), minNoiseEvidence = 0, signal }: ModelOptions,
): Promise<GaussianProcess> {
  const model = gaussianProcess.create({
    dimensions: columns.length,
    kernel,
    columns: columns.map(({ kind }) => kind),
  });
  try {
    model.append(rows, values);
    if (last !== undefined && !fits) model.setHyperparameters(last);
    else {
      const starts = startsOf(model.hyperparameters, last);
      await fit(model, noise, starts, minNoiseEvidence, signal);
    }
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/**
 * The same hyperparameters for another box: length scales are equal in the space, so they differ in the
 * model's cube. (An inactive parameter is in the middle of every box, which moves such points a little.)
 */
export function rescaleHyperparameters(
  { logLengthscales, ...rest }: Hyperparameters,
  from: BoxTransform,
  to: BoxTransform,
): Hyperparameters {
  return {
    ...rest,
    logLengthscales: logLengthscales.map((log, j) => log + Math.log(from.spans[j]! / to.spans[j]!)),
  };
}

/** Whether a model takes its values as exact: its noise is the smallest possible. */
export function isExact({ hyperparameters: { logNoise } }: GaussianProcess): boolean {
  return logNoise <= MAX_EXACT_LOG_NOISE;
}

/**
 * Fits the hyperparameters. With `auto` it fits both with and without noise and keeps the fit of higher
 * marginal likelihood: the prior expects some noise, which takes many values of an exact function to refute.
 */
async function fit(
  model: GaussianProcess,
  noise: Noise,
  starts: readonly Hyperparameters[],
  minNoiseEvidence: number,
  signal: AbortSignal,
): Promise<void> {
  if (noise !== 'auto') {
    await model.fit({ starts, noise, signal });
    return;
  }
  const { hyperparameters: noisy } = await model.fit({ starts, noise: 'infer', signal });
  const noisyLikelihood = model.logMarginalLikelihood();
  try {
    await model.fit({ starts: [noisy, ...starts], noise: 'deterministic', signal });
    if (model.logMarginalLikelihood() >= noisyLikelihood - minNoiseEvidence) return;
  } catch (error) {
    // Without noise the covariance of points that lie close together may not be factorable.
    if (!isNumericalFault(error) || signal.aborted) throw error;
  }
  model.setHyperparameters(noisy);
}

/** Starts of a fit: the last fit, the mode of the prior, and the mode with length scales three times as long. */
function startsOf(mode: Hyperparameters, last: Hyperparameters | undefined): Hyperparameters[] {
  const long = { ...mode, logLengthscales: mode.logLengthscales.map((log) => log + Math.log(3)) };
  return last === undefined ? [mode, long] : [last, mode, long];
}
