import type { Space } from '@tune/core';
import {
  GpError,
  type GaussianProcess,
  type Hyperparameters,
  type Kernel,
  type LoadedGaussianProcess,
} from '@tune/gp-native';
import { oneOf } from '../options.ts';
import type { Frame } from './frame.ts';
import type { Observations } from './observations.ts';

/**
 * Whether equal points have equal losses: known (`deterministic`), known not to be (`infer`: a noise
 * is fitted), or to be told from the losses themselves (`auto`).
 */
export type Noise = 'auto' | 'infer' | 'deterministic';

/** What the options of a model may be. */
export const modelRules = {
  noise: oneOf('auto', 'infer', 'deterministic'),
  kernel: oneOf('matern52', 'matern32', 'rbf'),
};

export interface ModelOptions {
  readonly noise: Noise;
  readonly kernel: Kernel;
  /** Hyperparameters that there are: where a fit begins, and what stays where none is due. */
  readonly last: Hyperparameters | undefined;
  /** Whether they are fitted again; default: where {@link refits} says so. */
  readonly fits?: boolean;
  readonly signal: AbortSignal;
}

/** Up to this many observations every ask fits anew; beyond, each two percent of growth. */
const REFIT_EVERY = 100;

/** ln of 1e-6, the least noise, and a little. */
const EXACT = Math.log(1.01e-6);

/** Whether the hyperparameters are to be fitted again after n trials: a function of n alone. */
export function refits(n: number): boolean {
  return n <= REFIT_EVERY || n % Math.ceil(n / 50) === 0;
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
  { noise, kernel, last, fits = refits(ended), signal }: ModelOptions,
): Promise<GaussianProcess> {
  const model = gaussianProcess.create({
    dimensions: columns.length,
    kernel,
    columns: columns.map(({ kind }) => kind),
  });
  try {
    model.append(rows, values);
    if (last !== undefined && !fits) model.setHyperparameters(last);
    else await fit(model, noise, startsOf(model.hyperparameters, last), signal);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/**
 * The same hyperparameters in another frame: length scales are as long in the space, so others in the cube.
 * (A parameter that is not there is in the middle of any frame, which moves such points a little.)
 */
export function reframedHyperparameters(
  { logLengthscales, ...rest }: Hyperparameters,
  from: Frame,
  to: Frame,
): Hyperparameters {
  return {
    ...rest,
    logLengthscales: logLengthscales.map((log, j) => log + Math.log(from.spans[j]! / to.spans[j]!)),
  };
}

/** Whether a model takes its values to be exact: its noise is at the floor. */
export function isExact({ hyperparameters: { logNoise } }: GaussianProcess): boolean {
  return logNoise <= EXACT;
}

/**
 * Fits the hyperparameters. Where nobody said whether there is noise, both ways are fitted and the
 * one under which the values are likelier stays: the prior expects some noise, which a function
 * without it has to refute first.
 */
async function fit(
  model: GaussianProcess,
  noise: Noise,
  starts: readonly Hyperparameters[],
  signal: AbortSignal,
): Promise<void> {
  if (noise !== 'auto') {
    await model.fit({ starts, noise, signal });
    return;
  }
  const { hyperparameters: noisy } = await model.fit({ starts, noise: 'infer', signal });
  const ofNoisy = model.logMarginalLikelihood();
  try {
    await model.fit({ starts: [noisy, ...starts], noise: 'deterministic', signal });
    if (model.logMarginalLikelihood() >= ofNoisy) return;
  } catch (error) {
    // Without noise, points that lie close may have a covariance that no factor has.
    if (!(error instanceof GpError) || signal.aborted) throw error;
  }
  model.setHyperparameters(noisy);
}

/** Where a fit starts: at the last one, at the prior's mode and at length scales thrice as long. */
function startsOf(mode: Hyperparameters, last: Hyperparameters | undefined): Hyperparameters[] {
  const long = { ...mode, logLengthscales: mode.logLengthscales.map((log) => log + Math.log(3)) };
  return last === undefined ? [mode, long] : [last, mode, long];
}
