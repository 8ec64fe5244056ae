/** The numbers that a fit determines, as natural logarithms; d = dimensions. */
export interface Hyperparameters {
  /** Length d: ln of each column's length scale, in units of that column. */
  readonly logLengthscales: Float64Array;
  /** ln of the output variance, the prior variance of the latent function. */
  readonly logVariance: number;
  /** ln of the noise variance, which is added to the diagonal of the covariance. */
  readonly logNoise: number;
}

/** theta = `[logLengthscales..., logVariance, logNoise]`, length d + 2. Gradients have the same order. */
export function packHyperparameters(h: Hyperparameters): Float64Array {
  const theta = new Float64Array(h.logLengthscales.length + 2);
  theta.set(h.logLengthscales);
  theta[theta.length - 2] = h.logVariance;
  theta[theta.length - 1] = h.logNoise;
  return theta;
}

/** The inverse of {@link packHyperparameters}. */
export function unpackHyperparameters(theta: Float64Array): Hyperparameters {
  const d = theta.length - 2;
  return {
    logLengthscales: theta.slice(0, d),
    logVariance: theta[d]!,
    logNoise: theta[d + 1]!,
  };
}
