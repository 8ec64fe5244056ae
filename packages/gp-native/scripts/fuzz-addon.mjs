/**
 * Calls the addon and the package 10,000 times with random arguments, most of them invalid. Each call must return or
 * throw an error with a code of the table; anything else fails the run.
 *
 *   node scripts/fuzz-addon.mjs ADDON [SEED]
 */
import { createRequire } from 'node:module';

const [, , file, given = '1'] = process.argv;
process.env.GP_NATIVE_PATH = file;
const { gpErrorMessages, loadGaussianProcess } = await import('../dist/index.js');
const addon = createRequire(import.meta.url)(file);
const backend = loadGaussianProcess({ backend: 'native' });
const calls = 10_000;

let state = Number(given) >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const pick = (list) => list[Math.floor(random() * list.length)];
const numbers = [0, 1, 2, 3, 7, 31, -1, 0.5, NaN, Infinity, -Infinity, 2 ** 31, 1e300, -1e9, 49];
const lengths = [0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 15, 25, 30, 48];
const entry = () => (random() < 0.05 ? pick(numbers) : 2 * random() - 0.5);
const doubles = () => Float64Array.from({ length: pick(lengths) }, entry);
const bytes = () => Uint8Array.from({ length: pick(lengths) }, () => pick([0, 1, 1, 2]));
const counts = () =>
  Uint32Array.from({ length: pick(lengths) }, () => pick([0, 1, 3, 2 ** 32 - 1]));
const odd = [
  undefined,
  null,
  true,
  '1',
  {},
  [],
  [1],
  () => 1,
  Symbol.iterator,
  5n,
  new Float32Array(3),
];

function anything(depth = 0) {
  const made = [doubles, doubles, doubles, bytes, counts, () => pick(numbers), () => pick(odd)];
  if (depth === 0) made.push(object, object);
  return pick(made)();
}

/** A random half of all option names, with valid and invalid values. */
function object() {
  const known = {
    dimensions: () => pick([1, 2, 3, pick(numbers)]),
    kernel: () => pick(['rbf', 'matern32', 'matern52', 'other', 3]),
    columns: () => pick([bytes(), ['numeric', 'categorical'], ['x']]),
    logLengthscales: doubles,
    logVariance: entry,
    logNoise: entry,
    starts: () => pick([0, 3, 1e9, [hyperparameters()], [{}]]),
    maxIterations: () => pick([0, 2, 5, -1, 1e9]),
    noise: () => pick(['infer', 'deterministic', 'loud']),
    candidates: doubles,
    incumbentValue: entry,
    acquisition: () => pick(['logEI', 'qLogEI', 'ucb', 'luck']),
    pending: doubles,
    normals: doubles,
    continuous: bytes,
    levels: () => pick([[[], [0, 1]], [[0, 0.5], []], [[1, 0], []], doubles()]),
    excluded: doubles,
    keep: () => pick([0, 4, 1e9, NaN]),
  };
  const chosen = {};
  for (const [name, make] of Object.entries(known)) if (random() < 0.5) chosen[name] = make();
  return chosen;
}
const hyperparameters = () => ({
  logLengthscales: doubles(),
  logVariance: entry(),
  logNoise: entry(),
});

/** Valid arguments for a model of 2 columns, half of the time with one of them replaced. */
function sensible(method) {
  const rows = Float64Array.from({ length: 2 * pick([1, 2, 5]) }, random);
  const row = Float64Array.of(random(), random());
  const theta = Float64Array.from({ length: 4 }, () => 6 * random() - 4);
  const acquisition = () =>
    pick([
      [0, entry(), 0, new Float64Array(0), new Float64Array(0)],
      [0, random(), 0, row, Float64Array.of(-1, 0.3, 1)],
      [1, 0, 2, rows, new Float64Array(0)],
    ]);
  const search = [Uint8Array.of(1, 1), Uint32Array.of(0, 2), Float64Array.of(0, 1), row, 3, 4];
  const lists = {
    append: () => [rows, Float64Array.from({ length: rows.length / 2 }, random)],
    remove: () => [pick([0, 1, 5])],
    setHyperparameters: () => [theta],
    logPosteriorDensity: () => [theta],
    fit: () => [theta, 3, random() < 0.5, random() < 0.5],
    fitSync: () => [theta, 3, random() < 0.5, random() < 0.5],
    posterior: () => [rows],
    posteriorAt: () => [row],
    acquisition: () => [rows, ...acquisition()],
    acquisitionAt: () => [row, ...acquisition()],
    maximize: () => [rows, ...acquisition(), ...search],
    maximizeSync: () => [rows, ...acquisition(), ...search],
    kernelMatrix: () => {
      const other = pick([rows, row]);
      const out = new Float64Array((rows.length / 2) * (other.length / 2));
      return [pick([0, 1, 2]), rows, other, theta, Uint8Array.of(0, 1), pick([out, rows])];
    },
  };
  const list = lists[method]?.() ?? [];
  if (list.length > 0 && random() < 0.5) list[Math.floor(random() * list.length)] = anything();
  return list;
}

const outcomes = new Map();
const pending = [];
const count = (what) => outcomes.set(what, (outcomes.get(what) ?? 0) + 1);
function judge(error, call) {
  if (Object.hasOwn(gpErrorMessages, error?.code)) return count(error.code);
  console.error(`fuzz: ${call} with seed ${given} threw an error without a code:`, error);
  process.exit(1);
}
function attempt(call, run) {
  try {
    const found = run();
    if (found instanceof Promise) {
      pending.push(
        found.then(
          () => count('resolved'),
          (error) => judge(error, call),
        ),
      );
    }
    count('returned');
    return found;
  } catch (error) {
    judge(error, call);
    return undefined;
  }
}
const some = () => Array.from({ length: Math.floor(7 * random()) }, () => anything());

let raw = new addon.GaussianProcess(2, 0, new Uint8Array(2));
let model = backend.create({ dimensions: 2 });
const rawMethods = Object.getOwnPropertyNames(addon.GaussianProcess.prototype).filter(
  (name) => name !== 'constructor',
);
const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(model)).filter(
  (name) =>
    typeof Object.getOwnPropertyDescriptor(Object.getPrototypeOf(model), name).value ===
      'function' && name !== 'constructor',
);
for (let call = 0; call < calls; call++) {
  if (call % 50 === 49) {
    await Promise.all(pending.splice(0));
    if (call % 400 === 399) {
      raw = new addon.GaussianProcess(2, pick([0, 1, 2]), Uint8Array.of(0, pick([0, 1])));
      model = backend.create({ dimensions: 2, kernel: pick(['rbf', 'matern32', 'matern52']) });
    }
  }
  const where = random();
  if (where < 0.05) attempt('create', () => new addon.GaussianProcess(...some()).dispose());
  else if (where < 0.1) attempt('create', () => backend.create(anything()).dispose());
  else if (where < 0.15) {
    const name = pick(['kernelMatrix', 'cholesky', 'solve']);
    attempt(name, () => addon[name](...(random() < 0.5 ? sensible(name) : some())));
  } else if (where < 0.2) {
    const name = pick(['kernelMatrix', 'cholesky', 'solve']);
    attempt(name, () => backend.numerics[name](...some()));
  } else if (where < 0.65) {
    const name = pick(rawMethods);
    if (name === 'dispose' && random() < 0.9) continue;
    attempt(`addon ${name}`, () => raw[name](...(random() < 0.8 ? sensible(name) : some())));
  } else {
    const name = pick(methods);
    if (name === 'dispose' && random() < 0.9) continue;
    attempt(name, () => model[name](...(random() < 0.3 ? sensible(name) : some())));
  }
}
await Promise.all(pending);
if ((outcomes.get('returned') ?? 0) < calls / 10) {
  console.error('fuzz: fewer than a tenth of the calls returned', outcomes);
  process.exit(1);
}
console.log(`fuzz: ${calls} calls, ${[...outcomes].map(([what, n]) => `${what} ${n}`).join(', ')}`);
