import type { History, Space } from '@tune/core';
import type { GaussianProcess, Hyperparameters, LoadedGaussianProcess } from '@tune/gp-native';
import { lastHyperparameters } from './hyperparameters-meta.ts';
import type { Observations } from './observations.ts';

export interface ModelOptions {
  readonly noise: 'infer' | 'deterministic';
  readonly signal: AbortSignal;
}

/** Up to this many observations every ask fits anew; beyond, each two percent of growth. */
const REFIT_EVERY = 100;

/** Whether the hyperparameters are to be fitted again after n trials: a function of n alone. */
export function refits(n: number): boolean {
  return n <= REFIT_EVERY || n % Math.ceil(n / 50) === 0;
}

/**
 * A Gaussian process on the observations, hyperparameters fitted; trials that are running are added
 * with the value that the model expects of them, so that nothing is suggested twice.
 * The caller disposes it.
 *
 * @throws GpError  the covariance cannot be factored
 * @see [Ginsbourger2010] Kriging believer
 */
export async function fitModel(
  gaussianProcess: LoadedGaussianProcess,
  space: Space,
  history: History,
  { ended, rows, values }: Observations,
  { noise, signal }: ModelOptions,
): Promise<GaussianProcess> {
  const { columns } = space;
  const model = gaussianProcess.create({
    dimensions: columns.length,
    columns: columns.map(({ kind }) => kind),
  });
  try {
    const last = lastHyperparameters(history, columns.length);
    model.append(rows, values);
    if (last !== undefined && !refits(ended)) model.setHyperparameters(last);
    else await model.fit({ starts: startsOf(model.hyperparameters, last), noise, signal });
    for (const { point } of history.pending) believe(model, space.encode(point));
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Adds a row with the value that the model expects there. */
export function believe(model: GaussianProcess, row: Float64Array): void {
  model.append(row, model.posterior(row).mean);
}

/** Where a fit starts: at the last one, at the prior's mode and at length scales thrice as long. */
function startsOf(mode: Hyperparameters, last: Hyperparameters | undefined): Hyperparameters[] {
  const long = { ...mode, logLengthscales: mode.logLengthscales.map((log) => log + Math.log(3)) };
  return last === undefined ? [mode, long] : [last, mode, long];
}
