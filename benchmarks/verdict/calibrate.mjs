// How often the verdict names a false winner, how soon it names the right one, and how often its
// intervals hold what is true, over many made-up comparisons:
//   npm run verdict -w benchmarks [-- --comparisons 20000]
import { fileURLToPath } from 'node:url';
import { locationShift, winProbability } from '@tune/compare';
import { createRng } from '@tune/core/plugin';
import { flagsOf, whole } from '../flags.mjs';
import { writeJson } from '../json-file.mjs';
import { ahead, CELLS } from './cells.mjs';
import { LOOKS, peeking } from './looks.mjs';

const flags = flagsOf({ comparisons: { type: 'string', default: '20000' } });
const comparisons = whole('--comparisons', flags.comparisons);
const file = fileURLToPath(new URL('figures.json', import.meta.url));

/** The results of all comparisons of one kind, each with a seed of its own. */
const repeated = (key, run) =>
  Array.from({ length: comparisons }, (_, i) => run(createRng(`${key} ${i}`)));
const share = (list, holds) => list.filter(holds).length / list.length;
const at = (list, part) => list.toSorted((a, b) => a - b)[Math.floor(part * (list.length - 1))];

const falseWinners = {};
for (const [cell, draw] of Object.entries(CELLS)) {
  falseWinners[cell] = {};
  for (const [look, run] of Object.entries(LOOKS)) {
    const results = repeated(`${cell} ${look}`, (rng) => run(draw, rng));
    falseWinners[cell][look] = share(results, ({ named }) => named !== undefined);
  }
  console.log(cell, falseWinners[cell]);
}

const power = {};
for (const by of [0.5, 1, 2]) {
  const results = repeated(`ahead by ${by}`, (rng) => peeking(ahead(by), rng));
  const repeats = results.map((result) => result.repeats);
  const median = at(repeats, 0.5);
  power[by] = {
    right: share(results, ({ named }) => named === 0),
    wrong: share(results, ({ named }) => named > 0),
    median: Number.isFinite(median) ? median : null,
  };
  console.log('ahead by', by, power[by]);
}

/** Paired differences around 0 by the name of their distribution, and how likely one is below a bound. */
const DIFFERENCES = {
  normal: { draw: (rng) => rng.normal(), below: normalBelow },
  'heavy tails': {
    draw: (rng) => rng.normal() / Math.sqrt(-Math.log(1 - rng.next())),
    below: (x) => 0.5 + x / (2 * Math.sqrt(2 + x * x)),
  },
  uniform: {
    draw: (rng) => 2 * rng.next() - 1,
    below: (x) => Math.min(1, Math.max(0, (x + 1) / 2)),
  },
};
const coverage = {};
for (const [name, { draw, below }] of Object.entries(DIFFERENCES)) {
  coverage[name] = {};
  for (const repeats of [7, 10, 20, 40]) {
    const drawn = repeated(`${name} ${repeats}`, (rng) => {
      const center = 2 * rng.next() - 1;
      return { center, list: Array.from({ length: repeats }, () => center + draw(rng)) };
    });
    const holds = ({ low, high }, truth) => low <= truth && truth <= high;
    coverage[name][repeats] = {
      difference: share(drawn, ({ list, center }) => holds(locationShift(list).interval, center)),
      probability: share(drawn, ({ list, center }) =>
        holds(winProbability(list).interval, below(-center)),
      ),
    };
  }
  console.log(name, coverage[name]);
}

/** The normal distribution, by Simpson's rule from 0. */
function normalBelow(x) {
  const density = (t) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  const step = x / 200;
  let sum = density(0) + density(x);
  for (let i = 1; i < 200; i++) sum += density(i * step) * (i % 2 === 1 ? 4 : 2);
  return 0.5 + (sum * step) / 3;
}

await writeJson(file, { comparisons, falseWinners, power, coverage }, 4);
