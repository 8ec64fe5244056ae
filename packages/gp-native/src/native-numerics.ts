import type { Addon, AddonKernel } from './addon.ts';
import {
  checkCount,
  checkHyperparameters,
  checkRows,
  checkVector,
  columnMask,
  matrixInto,
  kernels,
} from './check.ts';
import { packHyperparameters } from './hyperparameters.ts';
import { callAddon } from './native.ts';
import type { Numerics } from './numerics.ts';

/** The pure functions of the addon, with the same checks as the reference. */
export function nativeNumerics(addon: Addon): Numerics {
  return {
    kernelMatrix(kernel, rowsA, rowsB, dimensions, hyperparameters, columns, out) {
      const mask = columnMask({ dimensions, kernel, ...(columns && { columns }) });
      const n = checkRows('rowsA', rowsA, dimensions);
      const m = rowsB === rowsA ? n : checkRows('rowsB', rowsB, dimensions);
      checkHyperparameters(hyperparameters, dimensions);
      const theta = packHyperparameters(hyperparameters);
      const number = kernels.indexOf(kernel) as AddonKernel;
      const matrix = matrixInto(out, n * m);
      return callAddon(() => addon.kernelMatrix(number, rowsA, rowsB, theta, mask, matrix));
    },
    cholesky(matrix, n) {
      checkCount('n', n, 1);
      checkVector('matrix', matrix, n * n);
      const found = callAddon(() => addon.cholesky(matrix, n));
      return { factor: found.slice(0, n * n), jitter: found[n * n]! };
    },
    solve(factor, n, rightHandSides) {
      checkCount('n', n, 1);
      checkVector('factor', factor, n * n);
      checkRows('rightHandSides', rightHandSides, n);
      return callAddon(() => addon.solve(factor, n, rightHandSides));
    },
  };
}
