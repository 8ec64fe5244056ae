/** `matern52`, `rbf`, `matern32` */
export type AddonKernel = 0 | 1 | 2;

/**
 * 0: log expected improvement, averaged over draws of the pending rows (q x d) if any, with normals (draws x q); 1:
 * confidence bound.
 */
export type AddonAcquisition = readonly [
  kind: 0 | 1,
  incumbentValue: number,
  beta: number,
  pending: Float64Array,
  normals: Float64Array,
];

/** A model of the addon. theta holds the hyperparameters: `[logLengthscales..., logVariance, logNoise]`. */
export interface AddonModel {
  size(): number;
  hyperparameters(): Float64Array;
  append(rows: Float64Array, values: Float64Array): void;
  remove(index: number): void;
  setHyperparameters(theta: Float64Array): void;
  logMarginalLikelihood(): number;
  /** `[value, gradient (d + 2)...]` */
  logPosteriorDensity(theta: Float64Array): Float64Array;
  /** Starts (k x (d + 2)); `[density, evaluations, start, theta (d + 2)...]` */
  fit(
    starts: Float64Array,
    maxIterations: number,
    pinNoise: boolean,
    pinVariance: boolean,
  ): Promise<Float64Array>;
  fitSync(...settings: Parameters<AddonModel['fit']>): Float64Array;
  /** `[mean (m)..., variance (m)...]` */
  posterior(rows: Float64Array): Float64Array;
  /** `[mean, variance, mean gradient (d)..., variance gradient (d)...]` */
  posteriorAt(row: Float64Array): Float64Array;
  acquisition(rows: Float64Array, ...acquisition: AddonAcquisition): Float64Array;
  /** `[value, gradient (d)...]` */
  acquisitionAt(row: Float64Array, ...acquisition: AddonAcquisition): Float64Array;
  /** d + 5 numbers for each maximum: `[row (d)..., acquisition, mean, variance, candidate, refined]` */
  maximize(
    candidates: Float64Array,
    ...settings: [
      ...AddonAcquisition,
      continuous: Uint8Array,
      levelCounts: Uint32Array,
      levels: Float64Array,
      excluded: Float64Array,
      starts: number,
      keep: number,
    ]
  ): Promise<Float64Array>;
  maximizeSync(...settings: Parameters<AddonModel['maximize']>): Float64Array;
  /** Asks the running fit or maximization to stop early. */
  abort(): void;
  dispose(): void;
}

/** The exports of build/Release/gp_native.node. It throws Errors with a `code` of the table in error.ts. */
export interface Addon {
  readonly instructionSet: string;
  readonly GaussianProcess: new (
    dimensions: number,
    kernel: AddonKernel,
    columns: Uint8Array,
  ) => AddonModel;
  /** Fills and returns `out`, n x m; only half is computed if both sides are the same array. */
  kernelMatrix(
    kernel: AddonKernel,
    rowsA: Float64Array,
    rowsB: Float64Array,
    theta: Float64Array,
    columns: Uint8Array,
    out: Float64Array,
  ): Float64Array;
  /** `[factor (n x n)..., jitter]` */
  cholesky(matrix: Float64Array, n: number): Float64Array;
  solve(factor: Float64Array, n: number, rightHandSides: Float64Array): Float64Array;
}
