import {
  checkCount,
  checkHyperparameters,
  checkRows,
  checkVector,
  columnMask,
  matrixInto,
} from './check.ts';
import type { GaussianProcessOptions, Kernel } from './gaussian-process.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { evaluateKernel, columnTerm } from './reference/kernel.ts';
import * as plain from './reference/linear-algebra.ts';
import type { Factor } from './reference/linear-algebra.ts';

/** The pure functions that the model builds on. The backends' results agree within 1e-10 relative. */
export interface Numerics {
  kernelMatrix: typeof kernelMatrix;
  cholesky: typeof cholesky;
  solve: typeof solve;
}

/**
 * Covariances of the latent function between rows a (n x d) and rows b (m x d): n x m, row-major, without noise.
 * Written to `out` (n x m) if given, which saves allocating an array, and returned. If `rowsA` and `rowsB` are the same
 * array, only half of the matrix is computed.
 *
 * @throws GP_SHAPE, GP_NOT_FINITE, GP_OUT_OF_RANGE
 * @see [Rasmussen2006, section 4.2]
 */
export function kernelMatrix(
  kernel: Kernel,
  rowsA: Float64Array,
  rowsB: Float64Array,
  dimensions: number,
  hyperparameters: Hyperparameters,
  columns?: GaussianProcessOptions['columns'],
  out?: Float64Array,
): Float64Array {
  const mask = columnMask({ dimensions, kernel, ...(columns && { columns }) });
  const n = checkRows('rowsA', rowsA, dimensions);
  const m = checkRows('rowsB', rowsB, dimensions);
  checkHyperparameters(hyperparameters, dimensions);
  const inverse = hyperparameters.logLengthscales.map((value) => Math.exp(-value));
  const variance = Math.exp(hyperparameters.logVariance);
  const matrix = matrixInto(out, n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let r2 = 0;
      for (let k = 0; k < dimensions; k++) {
        const difference = rowsA[i * dimensions + k]! - rowsB[j * dimensions + k]!;
        r2 += columnTerm(difference, mask[k]!, inverse[k]!);
      }
      matrix[i * m + j] = evaluateKernel(kernel, r2, variance).value;
    }
  }
  return matrix;
}

/**
 * The lower Cholesky factor of a symmetric matrix (n x n, only the lower triangle is read), zero above the diagonal,
 * and the jitter that was added to the diagonal: 0, or 1e-10 to 1e-4 times its mean.
 *
 * @throws GP_SHAPE, GP_NOT_FINITE
 * @throws GP_NOT_POSITIVE_DEFINITE - not even with the largest jitter
 */
export function cholesky(matrix: Float64Array, n: number): Factor {
  checkCount('n', n, 1);
  checkVector('matrix', matrix, n * n);
  return plain.cholesky(matrix, n);
}

/**
 * Solves factor factor^T x = b for every row b of `rightHandSides` (m x n). Returns a new array, m x n.
 *
 * @throws GP_SHAPE, GP_NOT_FINITE
 */
export function solve(factor: Float64Array, n: number, rightHandSides: Float64Array): Float64Array {
  checkCount('n', n, 1);
  checkVector('factor', factor, n * n);
  checkRows('rightHandSides', rightHandSides, n);
  return plain.solve(factor, n, rightHandSides);
}

/** The plain TypeScript implementation. */
export const referenceNumerics: Numerics = { kernelMatrix, cholesky, solve };
