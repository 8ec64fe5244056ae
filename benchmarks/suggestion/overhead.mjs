// Milliseconds that the bayes strategy adds to what gp-native needs for a suggestion:
//   npm run suggestion:overhead -w benchmarks [-- trials]
// A study of five floats; every call into the Gaussian process is timed and taken off the whole ask.
// Medians of twenty asks each.
import { cpus } from 'node:os';
import { createStudy, float, memoryStorage, space } from '@tune/core';
import { loadGaussianProcess } from '@tune/gp-native';
import { bayes } from '@tune/strategies';

const TRIALS = Number(process.argv[2] ?? 220);
const WINDOW = 20;
const DIMENSIONS = 5;
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

let inside = 0;
let depth = 0;
/** The same function, whose time is added to `inside`; one that calls another such counts once. */
function timed(method) {
  return function (...values) {
    const began = performance.now();
    depth++;
    const end = () => {
      if (--depth === 0) inside += performance.now() - began;
    };
    const result = method.apply(this, values);
    if (result instanceof Promise) return result.finally(end);
    end();
    return result;
  };
}

/** Times every method and getter of a class. */
function timeClass(prototype) {
  const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(prototype);
  for (const [name, { value, get }] of Object.entries(members)) {
    if (typeof value === 'function') prototype[name] = timed(value);
    if (get !== undefined) Object.defineProperty(prototype, name, { get: timed(get) });
  }
}

const loaded = loadGaussianProcess({ backend: 'native' });
const probe = loaded.create({ dimensions: 1, kernel: 'matern52', columns: ['numeric'] });
timeClass(Object.getPrototypeOf(probe));
probe.dispose();

const inner = bayes({ backend: 'native' });
const asks = [];
const strategy = {
  ...inner,
  async suggest(ask) {
    inside = 0;
    const began = performance.now();
    const suggestions = await inner.suggest(ask);
    const whole = performance.now() - began;
    if (suggestions[0].meta.phase === 'model') {
      if (inside === 0) throw new Error('no call into the Gaussian process was seen');
      asks.push({ n: ask.history.ended.length, whole, added: whole - inside });
    }
    return suggestions;
  },
};
const study = await createStudy({
  name: 's',
  space: space(
    Object.fromEntries(Array.from({ length: DIMENSIONS }, (_, j) => [`x${j}`, float(0, 1)])),
  ),
  direction: 'minimize',
  strategy,
  storage: memoryStorage(),
  clock: () => performance.now(),
  seed: 1,
  budget: { trials: TRIALS },
});
while (study.remaining > 0) {
  const [trial] = await study.ask();
  const value = Object.values(trial.point).reduce(
    (sum, x, j) => sum + Math.sin(3 * x + j) + (x - 0.3) ** 2,
    0,
  );
  await study.tell(trial, { state: 'complete', values: [value] });
}
study.close();

console.log(
  `node ${process.version}, ${cpus()[0].model}, ${cpus().length} cores, ${loaded.instructionSet}`,
);
console.log('trials     whole ask  of it the strategy');
for (let from = WINDOW; from + WINDOW <= TRIALS; from += 2 * WINDOW) {
  const window = asks.filter(({ n }) => n >= from && n < from + WINDOW);
  const [whole, added] = ['whole', 'added'].map((what) => median(window.map((ask) => ask[what])));
  console.log(
    `${`${from} .. ${from + WINDOW - 1}`.padEnd(10)} ${`${whole.toFixed(1)} ms`.padEnd(10)} ${added.toFixed(2)} ms`,
  );
}
