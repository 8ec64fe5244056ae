import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { loadGaussianProcess } from '@tune/gp-native';
import { Suggester } from '../suggester.mjs';
import { milliseconds } from '../statistics.mjs';
import { covariance } from './cholesky.mjs';

const SIZES = [100, 200, 400, 800];
const SPACE = { floats: 5 };

/** WebAssembly next to the AVX2 build, in a process that is told to use that one. */
export async function wasm({ rounds }) {
  const output = execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(rounds)], {
    env: { ...process.env, GP_NATIVE_ISA: 'avx2' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { title: 'WebAssembly', rows: JSON.parse(output) };
}

async function measure(rounds) {
  const native = loadGaussianProcess({ backend: 'native' });
  const builds = { native, wasm: loadGaussianProcess({ backend: 'wasm' }) };
  const rows = [];
  const add = (what, { native: avx2, wasm: ours }) =>
    rows.push({ what, ours, rivals: { 'native AVX2': avx2 }, bar: { against: 0, atLeast: 0.25 } });
  for (const n of [500, 1000]) {
    const matrix = covariance(n, native);
    const times = { native: [], wasm: [] };
    for (let round = -2; round < rounds; round++) {
      for (const [name, { numerics }] of Object.entries(builds)) {
        const ms = await milliseconds(() => numerics.cholesky(matrix, n));
        // V8 replaces its first, slower machine code while it runs.
        if (round >= 0) times[name].push(ms);
      }
    }
    add(`numerics.cholesky, n = ${n}`, times);
  }
  for (const n of SIZES) {
    const times = { native: [], wasm: [] };
    const searches = Object.entries(builds).map(([name, build]) => [
      name,
      new Suggester(build, n, SPACE),
    ]);
    for (let round = -2; round < rounds; round++) {
      for (const [name, search] of searches) {
        const ms = await search.ask({ refit: true });
        if (round >= 0) times[name].push(ms);
      }
    }
    for (const [, search] of searches) search.dispose();
    add(`fit and search, d = 5, n = ${n}`, times);
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await measure(Number(process.argv[2]))));
}
