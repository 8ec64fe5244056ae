import { points } from '../problems.mjs';
import { processorMilliseconds } from '../statistics.mjs';
import { covariance } from './cholesky.mjs';

const N = 500;
const D = 8;

/**
 * The regression check: how much quicker we are than the plain loops below, which never change (a density with its
 * gradient: than the plain factor of the same size). Ratios of one
 * run, not seconds, so that they can be compared with those of another day and machine with the same instructions.
 */
export function baseline({ rounds }) {
  return [{ name: 'baseline', settings: { rounds }, run: ({ native }) => measure(rounds, native) }];
}

async function measure(rounds, native) {
  const matrix = covariance(N, native);
  const rows = points(N, D);
  const packed = { logLengthscales: new Float64Array(D), logVariance: 0, logNoise: 0 };
  const out = new Float64Array(N * N);
  const model = native.create({ dimensions: D });
  model.append(
    rows,
    Float64Array.from({ length: N }, (_, i) => Math.sin(i)),
  );
  const hyperparameters = { ...packed, logNoise: -4 };
  const pairs = [
    [`Cholesky, n = ${N}`, () => native.numerics.cholesky(matrix, N), () => plainFactor(matrix, N)],
    [
      `Matern-5/2, d = ${D}, n = ${N}`,
      () => native.numerics.kernelMatrix('matern52', rows, rows, D, packed, undefined, out),
      () => plainKernel(rows, N, D, out),
    ],
    [
      `density and gradient, d = ${D}, n = ${N}`,
      () => model.logPosteriorDensity(hyperparameters),
      () => plainFactor(matrix, N),
    ],
  ];
  const measured = [];
  for (const [what, ours, plain] of pairs) {
    const times = { ours: [], plain: [] };
    for (let round = -2; round < rounds; round++) {
      const [a, b] = [await processorMilliseconds(ours), await processorMilliseconds(plain)];
      if (round < 0) continue;
      times.ours.push(a);
      times.plain.push(b);
    }
    measured.push({ what, ours: times.ours, rivals: { 'plain loops': times.plain } });
  }
  model.dispose();
  return measured;
}

function plainFactor(matrix, n) {
  const factor = matrix.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = factor[i * n + j];
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
      factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / factor[j * n + j];
    }
  }
  return factor;
}

function plainKernel(rows, n, d, matrix) {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let squared = 0;
      for (let k = 0; k < d; k++) squared += (rows[i * d + k] - rows[j * d + k]) ** 2;
      const s = Math.sqrt(5 * squared);
      matrix[i * n + j] = (1 + s + (s * s) / 3) * Math.exp(-s);
    }
  }
  return matrix;
}
