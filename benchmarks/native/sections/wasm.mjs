import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { loadGaussianProcess } from '@tune/gp-native';
import { Suggester } from '../suggester.mjs';
import { milliseconds } from '../statistics.mjs';
import { covariance } from './cholesky.mjs';

const FACTORS = [500, 1000];
const SUGGESTIONS = [100, 200, 400, 800];
const SPACE = { floats: 5 };

/** WebAssembly compared with the AVX2 build, in a process of its own that is forced to use AVX2. */
export function wasm({ rounds }) {
  const unit = (what, n) => ({
    name: `wasm-${what}-${n}`,
    settings: { rounds },
    run: () => {
      const file = fileURLToPath(import.meta.url);
      const output = execFileSync(process.execPath, [file, what, String(n), String(rounds)], {
        env: { ...process.env, GP_NATIVE_ISA: 'avx2' },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      return [JSON.parse(output)];
    },
  });
  return [
    ...FACTORS.map((n) => unit('cholesky', n)),
    ...SUGGESTIONS.map((n) => unit('suggestion', n)),
  ];
}

async function measure(what, n, rounds) {
  const native = loadGaussianProcess({ backend: 'native' });
  const builds = { native, wasm: loadGaussianProcess({ backend: 'wasm' }) };
  const works = what === 'cholesky' ? factors(builds, n) : suggestions(builds, n);
  const times = { native: [], wasm: [] };
  // V8 replaces its first, slower machine code while it runs.
  for (let round = -2; round < rounds; round++) {
    for (const [name, work] of Object.entries(works)) {
      const ms = await work();
      if (round >= 0) times[name].push(ms);
    }
  }
  return {
    what: `WebAssembly: ${what === 'cholesky' ? 'cholesky' : 'fit and search, d = 5'}, n = ${n}`,
    ours: times.wasm,
    rivals: { 'native AVX2': times.native },
    bar: { against: ['native AVX2'], atLeast: 0.25 },
  };
}

function factors({ native, wasm }, n) {
  const matrix = covariance(n, native);
  const factor = ({ numerics }) => milliseconds(() => numerics.cholesky(matrix, n));
  return { native: () => factor(native), wasm: () => factor(wasm) };
}

function suggestions({ native, wasm }, n) {
  const [a, b] = [native, wasm].map((build) => new Suggester(build, n, SPACE));
  return { native: () => a.ask({ refit: true }), wasm: () => b.ask({ refit: true }) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [what, n, rounds] = process.argv.slice(2);
  process.stdout.write(JSON.stringify(await measure(what, Number(n), Number(rounds))));
}
