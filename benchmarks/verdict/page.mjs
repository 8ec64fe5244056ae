// Writes what figures.json says into docs/concepts/comparison.md, between its markers:
//   npm run verdict:page -w benchmarks [-- --check]
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freshenPage } from '../fresh.mjs';

const file = fileURLToPath(new URL('figures.json', import.meta.url));
const { comparisons, falseWinners, power, coverage } = JSON.parse(readFileSync(file, 'utf8'));
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const looks = Object.keys(Object.values(falseWinners)[0]);
const repeats = Object.keys(Object.values(coverage)[0]);
const error = 1.96 * Math.sqrt((0.05 * 0.95) / comparisons);
const powerLooks = Object.keys(Object.values(power)[0]);
const text = [
  `False winners in ${comparisons.toLocaleString('en-US')} comparisons of each kind, in which none is the best (simulation error: ${percent(error)} at 5 %):`,
  table(
    ['how it is looked at', ...Object.keys(falseWinners)],
    looks.map((look) => [
      look,
      ...Object.values(falseWinners).map((shares) => percent(shares[look])),
    ]),
  ),
  'One of three strategies is better by so many standard deviations of the paired differences. How often the right one is named (in no cell a wrong one in more than ' +
    `${percent(
      Math.max(
        ...Object.values(power)
          .flatMap(Object.values)
          .map(({ wrong }) => wrong),
      ),
    )}), and the median of the repeats until then:`,
  table(
    ['better by', ...powerLooks],
    Object.entries(power).map(([by, figures]) => [
      `${by} sd`,
      ...powerLooks.map((look) => {
        const { right, median } = figures[look];
        return `${percent(right)}; ${median ?? 'more than 40'}`;
      }),
    ]),
  ),
  'How often the 95 % intervals hold what is true (the difference; the probability of being better), by the number of repeats:',
  table(
    ['differences', ...repeats],
    Object.entries(coverage).map(([name, shares]) => [
      name,
      ...repeats.map(
        (count) => `${percent(shares[count].difference)}; ${percent(shares[count].probability)}`,
      ),
    ]),
  ),
].join('\n\n');
await freshenPage('concepts/comparison.md', 'verdict:page', text);
