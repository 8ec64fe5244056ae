import { execFileSync } from 'node:child_process';
import { buildCholesky, oneThread } from '../rivals.mjs';
import { points } from '../problems.mjs';
import { milliseconds } from '../statistics.mjs';

const SIZES = [500, 1000, 2000];

/** The factorization alone, in one C++ program; then through the packages, with their checks and copies. */
export function cholesky({ rounds }) {
  return [
    { name: 'cholesky', settings: { rounds }, run: () => inOneProgram(rounds) },
    ...SIZES.map((n) => ({
      name: `cholesky-packages-${n}`,
      python: true,
      settings: { rounds },
      run: ({ python, native }) => throughPackages(n, rounds, python, native),
    })),
  ];
}

function inOneProgram(rounds) {
  const output = execFileSync(buildCholesky(), [String(rounds), ...SIZES.map(String)], {
    env: oneThread,
    encoding: 'utf8',
  });
  const measured = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const inPlace = measured.map(({ n, ours, openblas, eigen, openblasKernels }) => {
    const rival = `OpenBLAS dpotrf (${openblasKernels})`;
    return {
      what: `factor in place, n = ${n}`,
      ours,
      rivals: { [rival]: openblas, 'Eigen LLT': eigen },
      bar: { against: [rival], atLeast: 0.95, goal: 1.2 },
    };
  });
  const fromRows = measured.map(({ n, oursFromRows, openblas }) => ({
    what: `factor of a row-major matrix, n = ${n}`,
    ours: oursFromRows,
    rivals: { 'OpenBLAS dpotrf': openblas },
  }));
  return [...inPlace, ...fromRows];
}

async function throughPackages(n, rounds, python, native) {
  const matrix = covariance(n, native);
  const times = { ours: [], scipy: [], numpy: [] };
  for (let round = -1; round < rounds; round++) {
    const ms = await milliseconds(() => native.numerics.cholesky(matrix, n));
    const found = await python.ask({ do: 'cholesky', n });
    if (round < 0) continue;
    times.ours.push(ms);
    times.scipy.push(found.scipy);
    times.numpy.push(found.numpy);
  }
  const rivals = { 'numpy.linalg.cholesky': times.numpy, 'scipy dpotrf, in place': times.scipy };
  return [{ what: `cholesky, n = ${n}`, ours: times.ours, rivals }];
}

export function covariance(n, { numerics }) {
  const rows = points(n, 2);
  const packed = { logLengthscales: new Float64Array(2).fill(-1), logVariance: 0, logNoise: 0 };
  const matrix = numerics.kernelMatrix('rbf', rows, rows, 2, packed);
  for (let i = 0; i < n; i++) matrix[i * n + i] += 0.01;
  return matrix;
}
