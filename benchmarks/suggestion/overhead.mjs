// Milliseconds that the bayes strategy adds to what gp-native needs for a suggestion:
//   npm run suggestion:overhead -w benchmarks [-- --trials 220] [-- --runs 5 --record]
// First on five floats with a growing number of trials, then on other kinds of space. Medians of twenty asks
// each. Several runs are processes of their own; their median and range are shown. `--record` keeps the figures
// for the pages.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { int, space } from '@tune/core';
import { discreteHartmann, gramacy, hpo6mixed, jenatton } from '@tune/objectives/functions';
import { flagsOf, whole } from '../flags.mjs';
import { writeJson } from '../json-file.mjs';
import { participant } from '../regret/participants.mjs';
import { median } from '../regret/regrets.mjs';
import { hereAndNow } from '../regret/runs.mjs';
import { instructionSet } from './inside.mjs';
import { overheadFile, overheadTables } from './overhead-tables.mjs';
import { floats, timedAsks } from './searches.mjs';

const WINDOW = 20;
/** Trials of the search on every kind of space; only the last ones are measured. */
const KINDS_TRIALS = 60;

/** A bowl of whole numbers from 1. */
const ints = (levels) => ({
  space: space({ a: int(1, levels), b: int(1, levels), c: int(1, levels) }),
  evaluate: (point) =>
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

const flags = flagsOf({
  trials: { type: 'string', default: '220' },
  runs: { type: 'string', default: '1' },
  record: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
});
const trials = whole('--trials', flags.trials, 2 * WINDOW);

const medians = (asks) =>
  Object.fromEntries(
    ['whole', 'native', 'added'].map((part) => [part, median(asks.map((ask) => ask[part]))]),
  );

/** Medians in milliseconds: `{ floats: [{ what, whole, native, added }, ...], kinds: [...] }`. */
async function measure() {
  const asks = await timedAsks(floats(5), trials);
  const windows = [];
  for (let from = WINDOW; from + WINDOW <= trials; from += 2 * WINDOW) {
    const window = asks.filter(({ n }) => n >= from && n < from + WINDOW);
    windows.push({ what: `${from} .. ${from + WINDOW - 1}`, ...medians(window) });
  }
  const kinds = [];
  for (const [what, objective] of Object.entries(KINDS)) {
    kinds.push({
      what,
      ...medians((await timedAsks(objective, KINDS_TRIALS)).slice(-WINDOW)),
    });
  }
  return { floats: windows, kinds };
}

if (flags.json) console.log(JSON.stringify(await measure()));
else {
  const file = fileURLToPath(import.meta.url);
  const runs = Array.from({ length: whole('--runs', flags.runs) }, () =>
    // In a second search of the same process V8 would have compiled more than in the first.
    JSON.parse(execFileSync(process.execPath, [file, '--json', '--trials', `${trials}`])),
  );
  const merged = (part) =>
    runs[0][part].map(({ what }, i) => {
      const of = (key) => runs.map((run) => run[part][i][key]);
      const added = of('added');
      const range = { low: Math.min(...added), high: Math.max(...added) };
      const [all, native] = [median(of('whole')), median(of('native'))];
      return { what, whole: all, native, added: median(added), ...range };
    });
  const result = {
    version: participant('bayes').version,
    ...hereAndNow(),
    node: process.version,
    cores: cpus().length,
    instructionSet,
    runs: runs.length,
    floats: merged('floats'),
    kinds: merged('kinds'),
  };
  console.log(overheadTables(result));
  if (flags.record) await writeJson(overheadFile, result, 3);
}
