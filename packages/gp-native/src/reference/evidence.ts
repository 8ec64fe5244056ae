import { profile, squaredShare } from './kernel.ts';
import { solve } from './linear-algebra.ts';
import type { ReferenceModel } from './model.ts';

/**
 * ln of the marginal likelihood with its gradient by the packed hyperparameters, from the explicit inverse.
 * @see [Rasmussen2006, eq. 5.9]
 */
export function evidence(model: ReferenceModel): { value: number; gradient: Float64Array } {
  const { size: n, columns } = model;
  const d = columns.length;
  const value = model.logMarginalLikelihood();
  const { factor, stride, weights } = model.update();
  const inverse = invert(factor, stride, n);
  const scales = model.hyperparameters.logLengthscales.map((entry) => Math.exp(-entry));
  const variance = Math.exp(model.hyperparameters.logVariance);
  const noise = Math.exp(model.hyperparameters.logNoise);
  const gradient = new Float64Array(d + 2);
  const rows = Array.from({ length: n }, (_, i) => model.row(i));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const half = weights[i]! * weights[j]! - inverse[i * n + j]!;
      // Both triangles count, the diagonal once.
      const weight = i === j ? 0.5 * half : half;
      const shares = rows[i]!.map((entry, k) =>
        squaredShare(entry - rows[j]![k]!, columns[k]!, scales[k]!),
      );
      const at = profile(
        model.kernel,
        shares.reduce((sum, share) => sum + share, 0),
        variance,
      );
      shares.forEach((share, k) => (gradient[k]! -= 2 * weight * at.slope * share));
      gradient[d]! += weight * at.value;
      if (i === j) gradient[d + 1]! += weight * noise;
    }
  }
  return { value, gradient };
}

function invert(factor: Float64Array, stride: number, n: number): Float64Array {
  const packed = new Float64Array(n * n);
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    packed.set(factor.subarray(i * stride, i * stride + i + 1), i * n);
    identity[i * n + i] = 1;
  }
  return solve(packed, n, identity);
}
