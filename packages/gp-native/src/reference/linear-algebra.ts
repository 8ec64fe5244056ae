import { GpError } from '../error.ts';

/** Below this share of its diagonal entry a pivot is rounding error. */
const minPivot = 1e-14;

/** Jitter added to the diagonal, in units of its mean; tried in order until the matrix can be factored. */
export const jitterLadder = [0, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4] as const;

/**
 * Replaces rows `from`..`to` of a lower triangle (leading dimension `stride`) by rows of its Cholesky factor; the rows
 * before are factored already. Works row by row, so appending gives the same bits as factoring at once.
 *
 * @returns false if a pivot is not positive
 */
export function factorRows(
  matrix: Float64Array,
  stride: number,
  from: number,
  to: number,
  jitter: number,
): boolean {
  for (let i = from; i < to; i++) {
    const row = i * stride;
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let p = 0; p < j; p++) sum += matrix[row + p]! * matrix[j * stride + p]!;
      if (j < i) matrix[row + j] = (matrix[row + j]! - sum) / matrix[j * stride + j]!;
      else {
        const diagonal = matrix[row + i]! + jitter;
        if (!(diagonal - sum > minPivot * diagonal)) return false;
        matrix[row + i] = Math.sqrt(diagonal - sum);
      }
    }
  }
  return true;
}

/** x := L^-1 x, in place, n entries. */
export function solveForward(
  factor: Float64Array,
  stride: number,
  x: Float64Array,
  n: number,
): void {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let p = 0; p < i; p++) sum += factor[i * stride + p]! * x[p]!;
    x[i] = (x[i]! - sum) / factor[i * stride + i]!;
  }
}

/** x := L^-T x, in place, n entries. */
export function solveBackward(
  factor: Float64Array,
  stride: number,
  x: Float64Array,
  n: number,
): void {
  for (let i = n - 1; i >= 0; i--) {
    x[i] = x[i]! / factor[i * stride + i]!;
    for (let p = 0; p < i; p++) x[p] = x[p]! - x[i]! * factor[i * stride + p]!;
  }
}

/** A Cholesky factor: n x n row-major, zero above the diagonal, and the jitter that was added to the diagonal. */
export interface Factor {
  readonly factor: Float64Array;
  readonly jitter: number;
}

/**
 * The lower Cholesky factor of a symmetric n x n matrix; only the lower triangle is read.
 *
 * @throws GP_SHAPE, GP_NOT_FINITE
 * @throws GP_NOT_POSITIVE_DEFINITE - not even with 1e-4 of the mean diagonal added
 */
export function cholesky(matrix: Float64Array, n: number): Factor {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += matrix[i * n + i]!;
  for (const step of jitterLadder) {
    const jitter = (step * trace) / n;
    const factor = matrix.slice();
    if (!factorRows(factor, n, 0, n, jitter)) continue;
    for (let i = 0; i < n; i++) factor.fill(0, i * n + i + 1, (i + 1) * n);
    return { factor, jitter };
  }
  throw new GpError('GP_NOT_POSITIVE_DEFINITE', '', { n });
}

/** Solves L L^T x = b for every row b of `rightHandSides` (m x n). Returns a new array, m x n. */
export function solve(factor: Float64Array, n: number, rightHandSides: Float64Array): Float64Array {
  const solutions = rightHandSides.slice();
  for (let begin = 0; begin < solutions.length; begin += n) {
    const x = solutions.subarray(begin, begin + n);
    solveForward(factor, n, x, n);
    solveBackward(factor, n, x, n);
  }
  return solutions;
}
