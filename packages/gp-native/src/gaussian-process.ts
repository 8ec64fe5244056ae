import type { Hyperparameters } from './hyperparameters.ts';

/** The covariance as a function of the scaled distance r: Matern-5/2, Matern-3/2 or exp(-r^2 / 2). */
export type Kernel = 'matern52' | 'matern32' | 'rbf';

/** A numeric column contributes ((a - b) / lengthscale)^2 to r^2, a categorical one (a = b ? 0 : 1) / lengthscale^2. */
export type ColumnKind = 'numeric' | 'categorical';

/** Options of a new model; d = `dimensions`. */
export interface GaussianProcessOptions {
  /** Number of columns, at least 1. */
  readonly dimensions: number;
  /** Default `matern52`. */
  readonly kernel?: Kernel;
  /** Length d, as words or as 0 (numeric) and 1 (categorical); default all numeric. */
  readonly columns?: Uint8Array | readonly ColumnKind[];
}

/**
 * Gaussian-process regression with mean zero. All backends give the same numbers within 1e-9 relative, or within
 * 1e-16 times the condition number of the covariance if that is more. Their searches may end at different points.
 *
 * Arrays are row-major, n = `size`, d = `dimensions`, m = rows of a query. Values should be centered and scaled
 * by the caller; smaller is better. A new model has the prior's mode as hyperparameters.
 * While a promise of `fit` or `maximize` is pending, only reading the properties and `dispose` are allowed; all other
 * methods throw `GP_BUSY`.
 *
 * @throws GP_SHAPE, GP_NOT_FINITE - an array has the wrong length, or contains NaN or infinity
 * @throws GP_NOT_POSITIVE_DEFINITE - no jitter up to 1e-4 makes the covariance factorable
 * @throws GP_BUSY, GP_DISPOSED
 */
export interface GaussianProcess {
  readonly dimensions: number;
  /** The number of observations. */
  readonly size: number;
  /** A copy of the current hyperparameters; `setHyperparameters` and `fit` replace them. */
  readonly hyperparameters: Hyperparameters;

  /**
   * Adds n rows (n x d) with n values. Extending the factor costs O(size^2) per row and gives the same bits as building
   * it at once.
   */
  append(rows: Float64Array, values: Float64Array): void;
  /**
   * Removes observation `index`; the indices of later ones decrease by one. The rows after it are factored again, to
   * the same bits as if it had never been added: O(n^2) for the last observation, as much as a new factor for the
   * first.
   * @throws GP_OUT_OF_RANGE - `index` is not below `size`
   */
  remove(index: number): void;
  /** @throws GP_OUT_OF_RANGE - a logarithm is beyond +-50 */
  setHyperparameters(hyperparameters: Hyperparameters): void;

  /** ln p(values | rows, hyperparameters). @see [Rasmussen2006, eq. 2.30] */
  logMarginalLikelihood(): number;
  /** The log marginal likelihood plus ln of the priors, at any hyperparameters: what `fit` maximizes. */
  logPosteriorDensity(hyperparameters: Hyperparameters): DensityValue;

  /**
   * Sets the hyperparameters to the best local maximum of the posterior density that it finds. Runs off the event loop.
   * @throws GP_EMPTY, GP_ABORTED
   */
  fit(options?: FitOptions): Promise<FitResult>;
  /** The same bits as `fit`, blocking. */
  fitSync(options?: Omit<FitOptions, 'signal'>): FitResult;

  /** Mean and variance (m each) of the latent function, without noise. The variance is never negative. */
  posterior(rows: Float64Array): Posterior;
  /** The same at one row (d), with gradients with respect to the row; 0 in categorical columns. */
  posteriorAt(row: Float64Array): PosteriorGradient;
  /** ln E[max(incumbentValue - f, 0)] at m rows; finite even far from the incumbent. @see [Ament2023] */
  logExpectedImprovement(rows: Float64Array, incumbentValue: number): Float64Array;
  /** The same at one row (d), with its gradient. */
  logExpectedImprovementAt(row: Float64Array, incumbentValue: number): RowGradient;

  /** The acquisition values at m rows. */
  acquisition(rows: Float64Array, options: AcquisitionOptions): Float64Array;
  /** The same at one row (d), with its gradient; 0 in categorical columns. */
  acquisitionAt(row: Float64Array, options: AcquisitionOptions): RowGradient;

  /**
   * Searches for rows with a large acquisition value, off the event loop. Returns distinct rows, best first; none only
   * if all candidates and all rows that the searches find are excluded. @throws GP_ABORTED
   */
  maximize(options: MaximizeOptions): Promise<readonly Maximum[]>;
  /** The same bits as `maximize`, blocking. */
  maximizeSync(options: Omit<MaximizeOptions, 'signal'>): readonly Maximum[];

  /** Frees the memory; a pending promise is aborted. Calling it twice is allowed. */
  dispose(): void;
}

export interface FitOptions {
  /**
   * Starts of the searches, in this order; default: the current hyperparameters, the prior's mode and a smooth variant
   * of it.
   */
  readonly starts?: readonly Hyperparameters[];
  /** Quasi-Newton iterations per start, default 50. */
  readonly maxIterations?: number;
  /** `deterministic` pins the noise variance to its floor, 1e-6; default `infer`. */
  readonly noise?: 'infer' | 'deterministic';
  /** `unit` pins the output variance to 1; default `infer`. */
  readonly variance?: 'infer' | 'unit';
  readonly signal?: AbortSignal;
}

export interface FitResult {
  /** The best ones found; the model uses them from now on. */
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

/** Selects the acquisition function, which is large where evaluating the objective is most useful. */
export interface AcquisitionOptions {
  /**
   * `logEI`: ln of the expected improvement below `incumbentValue`. `qLogEI`: the same below the values of the `pending`
   * rows too: a mean over draws of these values, each of which lowers the threshold to its best; equal to `logEI`
   * without pending rows. `ucb`: `beta` stddev - mean, which is minus the lower confidence bound; pending rows lower
   * the variances. Default: `qLogEI`.
   * @see [Ament2023], [Balandat2020], [Srinivas2010]
   */
  readonly acquisition?: 'logEI' | 'qLogEI' | 'ucb';
  /** The value to improve on: the best observation, or the best posterior mean if values are noisy. */
  readonly incumbentValue: number;
  /** For `ucb` only; default 2. */
  readonly beta?: number;
  /** Rows that are being evaluated (q x d); default none. `logEI` does not accept them. */
  readonly pending?: Float64Array;
  /** For `qLogEI` only: standard normal numbers, draws x q; default 128 fixed draws. */
  readonly normals?: Float64Array;
}

export interface MaximizeOptions extends AcquisitionOptions {
  /** m x d, m >= 1. All are scored; local searches start at the best. */
  readonly candidates: Float64Array;
  /** Length d, 1 for columns that searches may move freely in [0, 1]; default: every numeric column without levels. */
  readonly continuous?: Uint8Array;
  /**
   * Length d: the ascending levels of a discrete column, empty for the others. Searches change one discrete column at a
   * time, alternating with the continuous columns. They try all levels of a categorical column and of one with up to
   * 16 levels, else those at distances 1, 2, 4, ... Columns that are neither discrete nor continuous keep the
   * candidate's value.
   */
  readonly levels?: readonly ArrayLike<number>[];
  /**
   * Rows (e x d) never to return, for example points of a finite space that were evaluated already. Rows are compared
   * exactly.
   */
  readonly excluded?: Float64Array;
  /** Number of local searches, default 10. They start at the best candidates that are not close to each other. */
  readonly starts?: number;
  /** Number of best candidates to return unchanged, in addition to the local maxima; default 32. */
  readonly keep?: number;
  readonly signal?: AbortSignal;
}

export interface Maximum {
  /** Length d. */
  readonly row: Float64Array;
  /** The acquisition value at the row. */
  readonly acquisition: number;
  /** Posterior mean and variance at the row; pending rows lower the variance. */
  readonly mean: number;
  readonly variance: number;
  /** Index of the candidate it is or was started from. */
  readonly candidate: number;
  /** Whether it comes from a local search. */
  readonly refined: boolean;
}
