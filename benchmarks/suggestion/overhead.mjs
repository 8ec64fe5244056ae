// Milliseconds that the bayes strategy adds to what gp-native needs for a suggestion:
//   npm run suggestion:overhead -w benchmarks [-- trials]
// First on five floats, as trials become more, then on other kinds of space. Medians of twenty asks each.
import { cpus } from 'node:os';
import { int, space } from '@tune/core';
import { discreteHartmann, gramacy, hpo6mixed, jenatton } from '@tune/objectives/functions';
import { median } from '../regret/regrets.mjs';
import { table } from '../regret/tables.mjs';
import { instructionSet } from './inside.mjs';
import { floats, timedAsks } from './searches.mjs';

const TRIALS = Number(process.argv[2] ?? 220);
const WINDOW = 20;
/** So long a search on every kind of space, of which the last are looked at. */
const KINDS_TRIALS = 60;

/** A bowl of whole numbers from 1. */
const ints = (levels) => ({
  space: space({ a: int(1, levels), b: int(1, levels), c: int(1, levels) }),
  evaluate: async (point) =>
    Object.values(point).reduce((sum, x, j) => sum + ((x - 1) / levels - 0.2 * (j + 1)) ** 2, 0),
});
const KINDS = {
  '5 floats': floats(5),
  hpo6mixed: hpo6mixed(),
  '20 floats': floats(20),
  '50 floats': floats(50),
  'discrete-hartmann': discreteHartmann(),
  '5 x 5 x 5 grid': ints(5),
  '3 ints of 100': ints(100),
  gramacy: gramacy(),
  jenatton: jenatton(),
  '16 x 16 x 16 grid': ints(16),
};

const HEAD = ['whole ask', 'gp-native', 'the strategy'];
const cells = (asks) =>
  [
    ['whole', 1],
    ['native', 1],
    ['added', 2],
  ].map(([what, digits]) => `${median(asks.map((ask) => ask[what])).toFixed(digits)} ms`);

console.log(
  `node ${process.version}, ${cpus()[0].model}, ${cpus().length} cores, ${instructionSet}\n`,
);

const asks = await timedAsks(floats(5), TRIALS);
const rows = [];
for (let from = WINDOW; from + WINDOW <= TRIALS; from += 2 * WINDOW) {
  const window = asks.filter(({ n }) => n >= from && n < from + WINDOW);
  rows.push([`${from} .. ${from + WINDOW - 1}`, ...cells(window)]);
}
console.log(`${table([['trials', ...HEAD], ...rows])}\n`);

const kinds = [];
for (const [name, objective] of Object.entries(KINDS)) {
  kinds.push([name, ...cells((await timedAsks(objective, KINDS_TRIALS)).slice(-WINDOW))]);
}
console.log(table([[`trials ${KINDS_TRIALS - WINDOW} .. ${KINDS_TRIALS - 1}`, ...HEAD], ...kinds]));
