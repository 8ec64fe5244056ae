// Milliseconds of one whole bayes suggestion (fit and maximize) at 50, 100 and 200 trials, five floats:
//   npm run suggestion -w benchmarks [-- --asks 7]
// The addon and the plain TypeScript reference alternate in one run; medians, and the ratio.
import { cpus } from 'node:os';
import { float, space } from '@tune/core';
import { createRng, createScratch, historyOf } from '@tune/core/plugin';
import { bayes } from '@tune/strategies';
import { flagsOf, whole } from '../flags.mjs';

const SIZES = [50, 100, 200];
const flags = flagsOf({ asks: { type: 'string', default: '7' } });
const ASKS = whole('--asks', flags.asks);
const DIMENSIONS = 5;

const problem = space(
  Object.fromEntries(Array.from({ length: DIMENSIONS }, (_, j) => [`x${j}`, float(0, 1)])),
);
const value = (point) =>
  Object.values(point).reduce((sum, x, j) => sum + Math.sin(3 * x + j) + (x - 0.3) ** 2, 0);

const valuesOf = (point) => ({ value: value(point), values: [value(point)] });

function historyOfSize(n) {
  const rng = createRng(n);
  const points = Array.from({ length: n }, () =>
    problem.decode(problem.names.map(() => rng.next())),
  );
  // Sorted from worst to best, as in a search that succeeds: with random points its box would end again and again.
  const trials = points
    .toSorted((a, b) => value(b) - value(a))
    .map((point, index) => ({ number: index + 1, point, state: 'complete', ...valuesOf(point) }));
  return historyOf(trials, 'minimize');
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

async function measure(strategy, history, ask) {
  const began = performance.now();
  const [suggestion] = await strategy.suggest({
    space: problem,
    history,
    count: 1,
    rng: createRng(1000 + ask),
    scratch: createScratch(),
    signal: new AbortController().signal,
  });
  if (suggestion.meta.phase !== 'model')
    throw new Error(`not from the model: ${JSON.stringify(suggestion.meta)}`);
  return performance.now() - began;
}

const strategies = {
  native: bayes({ backend: 'native' }),
  reference: bayes({ backend: 'reference' }),
};
const [{ value: inUse }] = await strategies.native.setup({
  signal: new AbortController().signal,
  progress() {},
});
console.log(`node ${process.version}, ${cpus()[0].model}, ${cpus().length} cores; ${inUse}`);
console.log(`median of ${ASKS} asks, ${DIMENSIONS} floats, fit from scratch each time\n`);
console.log('trials   native     reference  ratio');
for (const n of SIZES) {
  const history = historyOfSize(n);
  const times = { native: [], reference: [] };
  for (let ask = -1; ask < ASKS; ask++) {
    for (const [name, strategy] of Object.entries(strategies)) {
      const ms = await measure(strategy, history, ask);
      // The first ask warms up.
      if (ask >= 0) times[name].push(ms);
    }
  }
  const [ours, plain] = [median(times.native), median(times.reference)];
  console.log(
    `${String(n).padEnd(8)} ${`${ours.toFixed(1)} ms`.padEnd(10)} ${`${plain.toFixed(1)} ms`.padEnd(10)} ${(plain / ours).toFixed(1)}`,
  );
}
