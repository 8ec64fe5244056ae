import type { Hyperparameters } from './hyperparameters.ts';

/** The covariance as a function of the scaled distance r: Matern-5/2, Matern-3/2 or exp(-r^2 / 2). */
export type Kernel = 'matern52' | 'matern32' | 'rbf';

/** A numeric column contributes ((a - b) / lengthscale)^2 to r^2, a categorical one (a = b ? 0 : 1) / lengthscale^2. */
export type ColumnKind = 'numeric' | 'categorical';

/** What a model is made of; d = `dimensions`. */
export interface GaussianProcessOptions {
  /** Columns of every row, at least 1. */
  readonly dimensions: number;
  /** Default `matern52`. */
  readonly kernel?: Kernel;
  /** Length d, as words or as 0 (numeric) and 1 (categorical); default all numeric. */
  readonly columns?: Uint8Array | readonly ColumnKind[];
}

/**
 * Gaussian-process regression with mean zero. Both backends give the same numbers within 1e-9 relative, or within
 * 1e-16 times the covariance's condition number where that is more; their searches may end at different points.
 *
 * Arrays are row-major, n = `size`, d = `dimensions`, m = rows of a query. Values should be centered and scaled
 * by the caller; smaller is better. A new model has the prior's mode as hyperparameters.
 * While a promise of `fit` or `maximize` is pending the properties can be read and `dispose` called; everything else
 * throws `GP_BUSY`.
 *
 * @throws GP_SHAPE, GP_NOT_FINITE - arrays of the wrong length, NaN or infinity in them
 * @throws GP_NOT_POSITIVE_DEFINITE - no jitter up to 1e-4 makes the covariance factorable
 * @throws GP_BUSY, GP_DISPOSED
 */
export interface GaussianProcess {
  readonly dimensions: number;
  /** Observations so far. */
  readonly size: number;
  /** A copy of the current ones; setting or fitting replaces them. */
  readonly hyperparameters: Hyperparameters;

  /** Adds n rows (n x d) with n values; the factor grows by O(size^2) a row, to the same bits as one built at once. */
  append(rows: Float64Array, values: Float64Array): void;
  /**
   * Takes observation `index` out; later ones move up. What lies before it keeps its part of the factor and what
   * comes after is factored again, to the same bits as without it: O(n^2) for the last observation, as much as
   * building anew for the first.
   * @throws GP_OUT_OF_RANGE - there is no such observation
   */
  remove(index: number): void;
  /** @throws GP_OUT_OF_RANGE - a logarithm beyond +-50 */
  setHyperparameters(hyperparameters: Hyperparameters): void;

  /** ln p(values | rows, hyperparameters). @see [Rasmussen2006, eq. 2.30] */
  logMarginalLikelihood(): number;
  /** The marginal likelihood plus ln of the priors at any hyperparameters: the target of `fit`. */
  logPosteriorDensity(hyperparameters: Hyperparameters): DensityValue;

  /** Moves the hyperparameters to the best local maximum of the posterior density; off the event loop. @throws GP_EMPTY, GP_ABORTED */
  fit(options?: FitOptions): Promise<FitResult>;
  /** The same bits as `fit`, blocking. */
  fitSync(options?: Omit<FitOptions, 'signal'>): FitResult;

  /** Mean and variance (m each) of the latent function, without noise; variance >= 0. */
  posterior(rows: Float64Array): Posterior;
  /** The same at one row (d), with gradients with respect to the row; 0 in categorical columns. */
  posteriorAt(row: Float64Array): PosteriorGradient;
  /** ln E[max(incumbentValue - f, 0)] at m rows; finite however far off. @see [Ament2023] */
  logExpectedImprovement(rows: Float64Array, incumbentValue: number): Float64Array;
  /** The same at one row (d), with its gradient. */
  logExpectedImprovementAt(row: Float64Array, incumbentValue: number): RowGradient;

  /** What `maximize` maximizes, at m rows. */
  acquisition(rows: Float64Array, options: AcquisitionOptions): Float64Array;
  /** The same at one row (d), with its gradient; 0 in categorical columns. */
  acquisitionAt(row: Float64Array, options: AcquisitionOptions): RowGradient;

  /**
   * Searches rows of large acquisition; off the event loop; best first, no row twice. Empty only where every
   * candidate is excluded and no search leads to a row that is not. @throws GP_ABORTED
   */
  maximize(options: MaximizeOptions): Promise<readonly Maximum[]>;
  /** The same bits as `maximize`, blocking. */
  maximizeSync(options: Omit<MaximizeOptions, 'signal'>): readonly Maximum[];

  /** Frees the memory; a pending promise is aborted. Calling it twice is allowed. */
  dispose(): void;
}

export interface FitOptions {
  /** Where to start, in this order; default: the current hyperparameters, the prior's mode and a smooth variant of it. */
  readonly starts?: readonly Hyperparameters[];
  /** Quasi-Newton iterations a start, default 50. */
  readonly maxIterations?: number;
  /** `deterministic` pins the noise variance to its floor, 1e-6; default `infer`. */
  readonly noise?: 'infer' | 'deterministic';
  /** `unit` pins the output variance to 1; default `infer`. */
  readonly variance?: 'infer' | 'unit';
  readonly signal?: AbortSignal;
}

export interface FitResult {
  /** The best ones found, now those of the model. */
  readonly hyperparameters: Hyperparameters;
  readonly logPosteriorDensity: number;
  /** Evaluations of the density over all starts. */
  readonly evaluations: number;
  /** Index of the winning start. */
  readonly start: number;
}

export interface DensityValue {
  readonly value: number;
  /** Length d + 2, with respect to `[logLengthscales..., logVariance, logNoise]`. */
  readonly gradient: Float64Array;
}

export interface Posterior {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

export interface PosteriorGradient {
  readonly mean: number;
  readonly variance: number;
  /** Length d. */
  readonly meanGradient: Float64Array;
  /** Length d. */
  readonly varianceGradient: Float64Array;
}

export interface RowGradient {
  readonly value: number;
  /** Length d. */
  readonly gradient: Float64Array;
}

/** Which numbers are large where an evaluation promises most. */
export interface AcquisitionOptions {
  /**
   * `logEI`: ln of the expected improvement below `incumbentValue`. `qLogEI`: the same where the values of the
   * `pending` rows will be known as well, the mean over draws of what they turn out to be, each lowering the
   * threshold to its own best; without pending rows equal to `logEI`. `ucb`: `beta` stddev - mean, minus the
   * lower confidence bound; pending rows lower its variances. Default: `qLogEI`.
   * @see [Ament2023], [Balandat2020], [Srinivas2010]
   */
  readonly acquisition?: 'logEI' | 'qLogEI' | 'ucb';
  /** The value to improve on: the best observation, or the best posterior mean where values are noisy. */
  readonly incumbentValue: number;
  /** Of `ucb`, default 2. */
  readonly beta?: number;
  /** Rows that are being evaluated (q x d); default none. Not allowed for `logEI`, which cannot use them. */
  readonly pending?: Float64Array;
  /** Of `qLogEI`: standard normal numbers, draws x q; default 128 draws that are always the same. */
  readonly normals?: Float64Array;
}

export interface MaximizeOptions extends AcquisitionOptions {
  /** m x d, m >= 1: all are scored, the best are where local search starts. */
  readonly candidates: Float64Array;
  /** Length d, 1 where a column may move freely in [0, 1]; default: every numeric column without levels. */
  readonly continuous?: Uint8Array;
  /**
   * Length d: the ascending coordinates that a discrete column may take, empty for the others. Searches step
   * through them, one column at a time, in turns with the continuous columns: through all of a categorical column
   * or of up to 16, else at distances 1, 2, 4, ... Columns that are neither keep the candidate's value.
   */
  readonly levels?: readonly ArrayLike<number>[];
  /** Rows (e x d) that are not returned: the cells of a finite space that are used up. Equal means equal in every bit. */
  readonly excluded?: Float64Array;
  /** Local searches, default 10; started at the best candidates that are not close to each other. */
  readonly starts?: number;
  /** Best candidates to return as they are, beside the local maxima; default 32. */
  readonly keep?: number;
  readonly signal?: AbortSignal;
}

export interface Maximum {
  /** Length d. */
  readonly row: Float64Array;
  /** The acquisition there. */
  readonly acquisition: number;
  /** Posterior mean and variance there; pending rows lower the variance. */
  readonly mean: number;
  readonly variance: number;
  /** Index of the candidate it is or was started from. */
  readonly candidate: number;
  /** Whether local search moved it. */
  readonly refined: boolean;
}
