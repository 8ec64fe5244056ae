/** What both entries of the package export, besides `loadGaussianProcess`. */
export { GpError, gpErrorMessages, isGpError, isGpErrorCode } from './error.ts';
export type { GpErrorCode } from './error.ts';
export type {
  AcquisitionOptions,
  ColumnKind,
  DensityValue,
  FitOptions,
  FitResult,
  GaussianProcess,
  GaussianProcessOptions,
  Kernel,
  MaximizeOptions,
  Maximum,
  Posterior,
  PosteriorGradient,
  RowGradient,
} from './gaussian-process.ts';
export { packHyperparameters, unpackHyperparameters } from './hyperparameters.ts';
export type { Hyperparameters } from './hyperparameters.ts';
export type { Backend, LoadAttempt, LoadedGaussianProcess } from './backend.ts';
export { cholesky, kernelMatrix, solve } from './numerics.ts';
export type { Numerics } from './numerics.ts';
export type { Factor } from './reference/linear-algebra.ts';
