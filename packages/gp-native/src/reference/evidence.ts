import { evaluateKernel, columnTerm } from './kernel.ts';
import { solve } from './linear-algebra.ts';
import type { ReferenceModel } from './model.ts';

/**
 * ln of the marginal likelihood and its gradient with respect to theta, from the explicit inverse.
 * @see [Rasmussen2006, eq. 5.9]
 */
export function evidence(model: ReferenceModel): { value: number; gradient: Float64Array } {
  const { size: n, columns } = model;
  const d = columns.length;
  const value = model.logMarginalLikelihood();
  const { factor, stride, alpha } = model.update();
  const inverse = invert(factor, stride, n);
  const inverseLengthscales = model.hyperparameters.logLengthscales.map((entry) =>
    Math.exp(-entry),
  );
  const variance = Math.exp(model.hyperparameters.logVariance);
  const noise = Math.exp(model.hyperparameters.logNoise);
  const gradient = new Float64Array(d + 2);
  const rows = Array.from({ length: n }, (_, i) => model.row(i));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = alpha[i]! * alpha[j]! - inverse[i * n + j]!;
      // Both triangles count, the diagonal once.
      const coefficient = i === j ? 0.5 * entry : entry;
      const terms = rows[i]!.map((x, k) =>
        columnTerm(x - rows[j]![k]!, columns[k]!, inverseLengthscales[k]!),
      );
      const at = evaluateKernel(
        model.kernel,
        terms.reduce((sum, term) => sum + term, 0),
        variance,
      );
      terms.forEach((term, k) => (gradient[k]! -= 2 * coefficient * at.dkDr2 * term));
      gradient[d]! += coefficient * at.value;
      if (i === j) gradient[d + 1]! += coefficient * noise;
    }
  }
  return { value, gradient };
}

function invert(factor: Float64Array, stride: number, n: number): Float64Array {
  const compact = new Float64Array(n * n);
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    compact.set(factor.subarray(i * stride, i * stride + i + 1), i * n);
    identity[i * n + i] = 1;
  }
  return solve(compact, n, identity);
}
