import type { History, Space } from '@tune/core';
import type {
  GaussianProcess,
  Hyperparameters,
  Kernel,
  LoadedGaussianProcess,
} from '@tune/gp-native';
import { lastHyperparameters } from './hyperparameters-meta.ts';
import type { Observations } from './observations.ts';

export interface ModelOptions {
  readonly noise: 'infer' | 'deterministic';
  readonly kernel: Kernel;
  readonly signal: AbortSignal;
}

/** Up to this many observations every ask fits anew; beyond, each two percent of growth. */
const REFIT_EVERY = 100;

/** Whether the hyperparameters are to be fitted again at n observations: a function of n alone. */
export function refits(n: number): boolean {
  return n <= REFIT_EVERY || n % Math.ceil(n / 50) === 0;
}

/**
 * A Gaussian process on the observations, hyperparameters fitted. The caller disposes it.
 *
 * @throws GpError  the covariance cannot be factored
 */
export async function fitModel(
  gaussianProcess: LoadedGaussianProcess,
  space: Space,
  history: History,
  { rows, values }: Observations,
  { noise, kernel, signal }: ModelOptions,
): Promise<GaussianProcess> {
  const { columns } = space;
  const model = gaussianProcess.create({
    dimensions: columns.length,
    kernel,
    columns: columns.map(({ kind }) => kind),
  });
  try {
    const last = lastHyperparameters(history, columns.length);
    model.append(rows, values);
    if (last !== undefined && !refits(values.length)) model.setHyperparameters(last);
    else await model.fit({ starts: startsOf(model.hyperparameters, last), noise, signal });
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Where a fit starts: at the last one, at the prior's mode and at length scales thrice as long. */
function startsOf(mode: Hyperparameters, last: Hyperparameters | undefined): Hyperparameters[] {
  const long = { ...mode, logLengthscales: mode.logLengthscales.map((log) => log + Math.log(3)) };
  return last === undefined ? [mode, long] : [last, mode, long];
}
