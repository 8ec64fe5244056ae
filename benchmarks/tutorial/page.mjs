/**
 * Writes the figures of docs/guide/tutorial.md from the exported comparison, its printed result and the
 * tutorial's published rows.
 *
 *   npm run tutorial:page -w benchmarks [-- --check]
 */
import { readFileSync } from 'node:fs';
import { median, shareInterval } from '@tune/compare';
import { freshenPage } from '../fresh.mjs';
import { comparedTrials, SHOWN } from './comparison.mjs';

const IMAGES = 640;
const BOX = { lr: [1e-4, 1e-2], dropout2Rate: [0.1, 0.5] };

const published = JSON.parse(readFileSync(new URL('./published.json', import.meta.url), 'utf8'));
const tutorial = published.rows.map(([value, lr, dropout2Rate], i) => ({
  strategy: 'tutorial',
  number: i + 1,
  value,
  point: { lr, dropout2Rate },
}));
const trials = [...tutorial, ...comparedTrials(SHOWN)];
const searches = [...new Set(trials.map(({ strategy }) => strategy))];
const of = (name) => trials.filter(({ strategy }) => strategy === name);

const four = (value) => value.toFixed(4);
const accuracy = (value, images) => {
  const { low, high } = shareInterval(value, images);
  return `${four(value)} (${four(low)} to ${four(high)})`;
};
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const cell = (trial) =>
  trial === undefined
    ? ''
    : `${four(trial.value)} · ${trial.point.lr.toPrecision(3)} · ${trial.point.dropout2Rate.toFixed(3)}`;
const bestOf = (list) => list.reduce((best, trial) => (trial.value > best.value ? trial : best));
const isOnEdge = ({ point }) =>
  Object.entries(BOX).some(([name, ends]) =>
    ends.some((end) => Math.abs(point[name] / end - 1) < 1e-6),
  );

/** Held-out accuracies, as the run printed them: ` bayes   0.9815  95 % interval 0.9786 to 0.9841`. */
const printed = readFileSync(new URL('../../docs/guide/tutorial/run.txt', import.meta.url), 'utf8');
const [, last = ''] = printed.split(/^The best of each.*$/m);
const unseen = new Map(
  [...last.matchAll(/^ (\w+) +(\d\.\d+) +95 % interval (\S+) to (\S+)$/gm)].map(
    ([, name, value, low, high]) => [name, `${value} (${low} to ${high})`],
  ),
);

const bests = searches.map((name) => {
  const all = of(name);
  const best = bestOf(all);
  const late = all.filter(({ number }) => number > 10);
  return [
    name,
    accuracy(best.value, IMAGES),
    `trial ${best.number}: lr ${best.point.lr.toPrecision(3)}, dropout ${best.point.dropout2Rate.toFixed(3)}`,
    unseen.get(name) ?? 'not published',
    four(median(late.map(({ value }) => value))),
    `${late.filter(isOnEdge).length} of ${late.length}`,
  ];
});
const heads = [
  ...['search', `best on ${IMAGES} images (95 %)`, 'where', 'on the other 9,360 (95 %)'],
  ...['median of trials 11 to 20', 'of these on the edge of the space'],
];
const numbers = [...new Set(trials.map(({ number }) => number))];
const figures = [
  table(heads, bests),
  'Every trial: accuracy · lr · dropout.',
  table(
    ['trial', ...searches],
    numbers.map((number) => [
      number,
      ...searches.map((name) => cell(of(name).find((trial) => trial.number === number))),
    ]),
  ),
];
await freshenPage('guide/tutorial.md', 'tutorial:page', figures.join('\n\n'));
