// The rivals, each in an environment of its own outside of the repository.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../scripts/cache-folder.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const cache = cacheFolder();

/** One thread each, and no kernels that the machine presets for others. */
const presets = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'];
export const oneThread = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !presets.includes(name))),
  ...Object.fromEntries(
    ['OMP', 'OPENBLAS', 'MKL', 'NUMEXPR'].map((name) => [`${name}_NUM_THREADS`, '1']),
  ),
};

/** A Python with exactly the pinned packages, made once. */
function python() {
  const requirements = join(here, 'requirements.txt');
  const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(cache, `rivals-${key}`);
  const stamp = join(folder, 'complete');
  if (!existsSync(stamp)) {
    // Optuna's GP sampler needs torch, which PyPI has for Linux only with CUDA; it computes on the processor.
    console.error('Setting up the rivals in a Python environment of their own (5.6 GB) ...');
    mkdirSync(cache, { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary=:all:'];
    execFileSync(join(folder, 'bin', 'python'), [...pip, '-r', requirements], { stdio: 'inherit' });
    mkdirSync(stamp);
  }
  return join(folder, 'bin', 'python');
}

/** Starts rival.py; `ask(request)` is answered when it is done. */
export function startPython() {
  const child = spawn(python(), ['-u', join(here, 'rival.py')], {
    env: oneThread,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`rival.py ended; it was asked for ${JSON.stringify(request)}`);
      return JSON.parse(value);
    },
    end: () => child.stdin.end(),
  };
}

/** Builds the C++ program with Eigen and OpenBLAS. */
export function buildCholesky() {
  // One for each checkout: cmake keeps to the sources that it began with.
  const checkout = createHash('sha256').update(here).digest('hex').slice(0, 8);
  const folder = join(cache, `native-benchmark-${checkout}`);
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync('cmake', ['-S', here, '-B', folder], quiet);
  execFileSync('cmake', ['--build', folder, '--target', 'cholesky', '--parallel', '2'], quiet);
  return join(folder, 'cholesky');
}
