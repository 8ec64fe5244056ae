/** The numbers a fit decides, all as natural logarithms, d = dimensions. */
export interface Hyperparameters {
  /** Length d: ln of each column's length scale, in units of that column. */
  readonly logLengthscales: Float64Array;
  /** ln of the output variance, the prior variance of the latent function. */
  readonly logVariance: number;
  /** ln of the noise variance that is added to the diagonal. */
  readonly logNoise: number;
}

/** Packed as `[logLengthscales..., logVariance, logNoise]`, length d + 2: the order of every gradient. */
export function packHyperparameters(h: Hyperparameters): Float64Array {
  const packed = new Float64Array(h.logLengthscales.length + 2);
  packed.set(h.logLengthscales);
  packed[packed.length - 2] = h.logVariance;
  packed[packed.length - 1] = h.logNoise;
  return packed;
}

/** The inverse of {@link packHyperparameters}. */
export function unpackHyperparameters(packed: Float64Array): Hyperparameters {
  const d = packed.length - 2;
  return {
    logLengthscales: packed.slice(0, d),
    logVariance: packed[d]!,
    logNoise: packed[d + 1]!,
  };
}
