import { GpError, isGpError } from '../error.ts';
import type { FitOptions, FitResult } from '../gaussian-process.ts';
import { packHyperparameters, unpackHyperparameters } from '../hyperparameters.ts';
import type { Hyperparameters } from '../hyperparameters.ts';
import type { ReferenceModel } from './model.ts';
import { bounds, logPrior, noiseFloor, priorMode } from './priors.ts';

/** The points spread this far to either side of the center, in logarithms. */
const reach = 3;

/**
 * A fit without gradients: evaluates the starts, then `maxIterations` points around the prior's mode and as many around
 * the best so far, and takes the one with the highest posterior density. Yields before every evaluation.
 */
export function* screen(
  model: ReferenceModel,
  starts: readonly Hyperparameters[],
  options: Omit<FitOptions, 'signal'>,
): Generator<void, FitResult> {
  const { maxIterations = 50 } = options;
  const d = model.columns.length;
  const { lower, upper } = bounds(d);
  const mode = packHyperparameters(priorMode(d));
  let best = { theta: mode, value: -Infinity, start: 0 };
  let evaluations = 0;
  const proposals = starts.length + 2 * maxIterations;
  for (let index = 0; index < proposals; index++) {
    yield;
    const step = index - starts.length;
    // The first half spreads around the mode, the second shrinks around the best.
    const center = step < maxIterations ? mode : best.theta;
    const width =
      step < maxIterations ? reach : reach / (1 + (8 * (step - maxIterations)) / maxIterations);
    const theta =
      step < 0
        ? packHyperparameters(starts[index]!)
        : center.map((value, j) => value + width * (2 * spread(step + 1, j, d + 2) - 1));
    for (let j = 0; j < theta.length; j++)
      theta[j] = Math.min(Math.max(theta[j]!, lower[j]!), upper[j]!);
    if (options.variance === 'unit') theta[d] = 0;
    if (options.noise === 'deterministic') theta[d + 1] = Math.log(noiseFloor);
    const value = density(model, theta);
    evaluations++;
    if (value > best.value) best = { theta, value, start: step < 0 ? index : best.start };
  }
  if (best.value === -Infinity)
    throw new GpError('GP_NOT_POSITIVE_DEFINITE', '', { n: model.size });
  model.hyperparameters = unpackHyperparameters(best.theta);
  return {
    hyperparameters: unpackHyperparameters(best.theta),
    logPosteriorDensity: best.value,
    evaluations,
    start: best.start,
  };
}

/** Coordinate j of point `index` of an additive recurrence in [0, 1)^dimensions. @see [Roberts2018] */
function spread(index: number, j: number, dimensions: number): number {
  let ratio = 2;
  for (let i = 0; i < 30; i++) ratio = (1 + ratio) ** (1 / (dimensions + 1));
  const value = 0.5 + index * ratio ** -(j + 1);
  return value - Math.floor(value);
}

function density(model: ReferenceModel, theta: Float64Array): number {
  try {
    return model.at(unpackHyperparameters(theta)).logMarginalLikelihood() + logPrior(theta).value;
  } catch (error) {
    if (isGpError(error, 'GP_NOT_POSITIVE_DEFINITE')) return -Infinity;
    throw error;
  }
}
