// How often the verdict names a false winner, how soon it names the right one, and how often its
// intervals hold what is true, over many made-up comparisons:
//   npm run verdict -w benchmarks [-- --comparisons 20000]
import { fileURLToPath } from 'node:url';
import { flagsOf, whole } from '../flags.mjs';
import { writeJson } from '../json-file.mjs';
import { CELLS, DIFFERENCES } from './cells.mjs';
import { LOOKS } from './looks.mjs';
import { COVERED, LEADS } from './tasks.mjs';
import { runCells } from './workers.mjs';

const flags = flagsOf({ comparisons: { type: 'string', default: '20000' } });
const comparisons = whole('--comparisons', flags.comparisons);
const file = fileURLToPath(new URL('figures.json', import.meta.url));

const share = (list, holds) => list.filter(holds).length / list.length;
const at = (list, part) => list.toSorted((a, b) => a - b)[Math.floor(part * (list.length - 1))];
const finite = (value) => (Number.isFinite(value) ? value : null);

/** What the results of a cell come to. */
const FIGURES = {
  falseWinners: (results) => share(results, (isNamed) => isNamed),
  power(results) {
    const repeats = results.map((result) => result.repeats);
    return {
      right: share(results, ({ named }) => named === 0),
      wrong: share(results, ({ named }) => named > 0),
      median: finite(at(repeats, 0.5)),
    };
  },
  coverage: (results) => ({
    difference: share(results, ({ difference }) => difference),
    probability: share(results, ({ probability }) => probability),
  }),
};

const POWER_LOOKS = ['a look after each of 40', 'racing, 40 at most', 'ten repeats, fixed'];
const pairs = (kind, rows, columns) =>
  rows.flatMap((row) => columns.map((column) => ({ kind, cell: [row, column] })));
const cells = [
  ...pairs('falseWinners', Object.keys(CELLS), Object.keys(LOOKS)),
  ...pairs('power', LEADS, POWER_LOOKS),
  ...pairs('coverage', Object.keys(DIFFERENCES), COVERED),
];
const all = await runCells(cells, comparisons, ({ kind, cell }, results) =>
  console.log(kind, ...cell, FIGURES[kind](results)),
);

const figures = { comparisons };
for (const [index, { kind, cell }] of cells.entries()) {
  const [row, column] = cell;
  figures[kind] ??= {};
  figures[kind][row] ??= {};
  figures[kind][row][column] = FIGURES[kind](all[index]);
}
await writeJson(file, figures, 4);
