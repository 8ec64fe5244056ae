import { points } from '../problems.mjs';
import { milliseconds } from '../statistics.mjs';

const N = 2000;
const D = 8;

/**
 * The whole matrix, not a triangle, of a Matern-5/2 kernel with a length scale for each column: into an existing
 * array, as in a loop, and into a new one at every call. The rivals always make a new one: scikit-learn has no other
 * way, and neither has the usual formula in numpy.
 */
export function kernel({ rounds }) {
  return [
    {
      name: 'kernel',
      python: true,
      settings: { rounds },
      run: ({ python, native }) => measure(rounds, python, native),
    },
  ];
}

async function measure(rounds, python, native) {
  const rows = points(N, D);
  const lengthscales = Float64Array.from({ length: D }, (_, j) => Math.log(0.5 + j / (D - 1)));
  const packed = { logLengthscales: lengthscales, logVariance: 0, logNoise: 0 };
  const out = new Float64Array(N * N);
  const matrix = (into) =>
    native.numerics.kernelMatrix('matern52', rows, rows, D, packed, undefined, into);
  const times = { into: [], fresh: [], scipy: [], sklearn: [] };
  for (let round = -1; round < rounds; round++) {
    const into = await milliseconds(() => matrix(out));
    const fresh = await milliseconds(() => matrix());
    const found = await python.ask({ do: 'kernel', n: N, d: D });
    if (round < 0) continue;
    times.into.push(into);
    times.fresh.push(fresh);
    times.scipy.push(found.scipy);
    times.sklearn.push(found.sklearn);
  }
  const rivals = { 'scipy cdist and numpy': times.scipy, 'scikit-learn Matern': times.sklearn };
  const what = `kernelMatrix, Matern-5/2 ARD, d = ${D}, n = ${N}`;
  return [
    {
      what: `${what}, into \`out\``,
      ours: times.into,
      rivals,
      bar: { against: Object.keys(rivals), atLeast: 5 },
    },
    { what: `${what}, new array`, ours: times.fresh, rivals },
  ];
}
