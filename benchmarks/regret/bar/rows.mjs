// What the bar asks of bayes beside regret, and whether bar.json reaches it.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { show } from '../tables.mjs';
import { FEW } from './batches.mjs';

export const barFile = fileURLToPath(new URL('../bar.json', import.meta.url));

export const readBar = () =>
  existsSync(barFile) ? JSON.parse(readFileSync(barFile, 'utf8')) : undefined;

/** The gain of batches of four, as a share of the gain of one trial at a time. */
const RATIO = 0.75;
/** Two running trials nearer than this measure the same place. */
const APART = 0.01;
/** Powers of two cost no bit; other changes are rounded, which may tip a close race. */
const SHARE = 0.95;

/** What was aimed at, what was measured, and whether it holds. */
export function barRows({ batches, running, invariance, grid, histories }) {
  return [
    ...batches.map(({ problem, one, four, ratio, interval, ofMedians, ofFew }) => [
      `${problem}, gain after the initial design in batches of four (mean log10)`,
      `at least ${RATIO} of one at a time`,
      `${show(ratio)} (95 %: ${interval.map(show).join(' .. ')}), ${show(four)} to ${show(one)}; the first ${FEW} seeds ${show(ofFew)}; by medians ${show(ofMedians)}`,
      ratio >= RATIO,
    ]),
    ...running.map(({ history, trials, distance }) => [
      `branin, nearest two of eight running after ${trials} ${history} trials (median)`,
      `at least ${APART}`,
      show(distance),
      distance >= APART,
    ]),
    ...invariance.map(({ change, within, equal }) => {
      const least = within === 0 ? histories : Math.ceil(SHARE * histories);
      const what = within === 0 ? 'the same bits' : `the same point within ${show(within)}`;
      return [`${change}: ${what}`, `in ${least} of ${histories}`, `${equal}`, equal >= least];
    }),
    ...grid.map(({ wanted, ran, duplicates }) => [
      `5 x 5 x 5 grid, ${wanted} trials asked for`,
      `${Math.min(wanted, 125)} trials, no duplicate`,
      `${ran}, ${duplicates} duplicates`,
      ran === Math.min(wanted, 125) && duplicates === 0,
    ]),
  ];
}

/** What stands below the table. */
export const barNotes = [
  'Gains of batches are compared by their means. Where searches end in one of two basins, as on levy-8, the median is the gain of one or the other, depending on the seeds ([decision 16](../decisions/0016-gains-are-compared-by-their-means.md) has both for up to 200 seeds).',
  'Two more aims are tests that run with `npm test`: the cache between asks changes no bit (`scratch.test.ts` of `bayes`), and no space, losses or points make it throw (`robustness.test.ts`).',
].join('\n\n');

/** Who was measured and when. */
export const barSource = ({ version, date, machine, seeds, histories }) =>
  `Batches, running trials, changes that must not matter and the grid: \`bayes\` ${version}, ${date}, ${machine}; ${seeds} seeds, ${histories} histories (\`npm run regret:bar -w benchmarks\`).`;
