import { points } from '../problems.mjs';
import { milliseconds } from '../statistics.mjs';

const N = 2000;
const D = 8;

/** The whole matrix, not a triangle, of a Matern-5/2 kernel with a length scale for each column. */
export async function kernel({ rounds, python, native }) {
  const rows = points(N, D);
  const lengthscales = Float64Array.from({ length: D }, (_, j) => Math.log(0.5 + j / (D - 1)));
  const packed = { logLengthscales: lengthscales, logVariance: 0, logNoise: 0 };
  const times = { ours: [], scipy: [], sklearn: [] };
  for (let round = -1; round < rounds; round++) {
    const ms = await milliseconds(() =>
      native.numerics.kernelMatrix('matern52', rows, rows, D, packed),
    );
    const found = await python.ask({ do: 'kernel', n: N, d: D });
    if (round < 0) continue;
    times.ours.push(ms);
    times.scipy.push(found.scipy);
    times.sklearn.push(found.sklearn);
  }
  const row = {
    what: `numerics.kernelMatrix, Matern-5/2 ARD, d = ${D}, n = ${N}`,
    ours: times.ours,
    rivals: { 'scipy cdist and numpy': times.scipy, 'scikit-learn Matern': times.sklearn },
    bar: { against: 0, atLeast: 5 },
  };
  return { title: 'Kernel matrix', rows: [row] };
}
