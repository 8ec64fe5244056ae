// Writes what the traces say into the documentation, between its markers:
//   npm run regret:page -w benchmarks [-- --check]
import { freshenPage } from '../fresh.mjs';
import { aims } from './aims.mjs';
import { gather, only } from './evidence.mjs';
import { bar, flattering, named } from './problems.mjs';
import { basins, duels, losses, medians, quartileRows, ranks, sources } from './sections.mjs';
import { committed } from './traces.mjs';

const MINE = 'bayes';
/** So many seeds on every problem make a rank that says something of a library. */
const SOLID = 10;
const paragraphs = (...parts) => parts.filter((part) => part !== '').join('\n\n');

const { runs, stale, strategies, measured, missing } = await gather({
  folder: committed,
  problems: 'all',
});
const plain = only(
  measured,
  [...measured.keys()].filter((name) => !flattering.includes(name)),
);
const onBar = ranks(only(measured, bar), strategies, { least: SOLID });
const without = `Without ${flattering.join(', ')}, which flatter \`${MINE}\`:`;

const short = paragraphs(
  ranks(measured, strategies, { least: SOLID }),
  without,
  ranks(plain, strategies, { least: SOLID }),
  'Also the slow ones, on the six problems that all of them were run on most:',
  onBar,
  `Where \`${MINE}\` is behind, by seeds that both were run with (p of Wilcoxon's paired test on the logarithms of regret):`,
  losses(measured, strategies, MINE),
  basins(measured, strategies),
);

const long = paragraphs(
  '## Who was measured',
  sources(runs, strategies),
  stale > 0 ? `${stale} runs are of problems as they once were; they are left out.` : '',
  missing.length > 0 ? `Written and run by nobody yet: ${missing.join(', ')}.` : '',
  '## Average rank',
  ranks(measured, strategies, { least: SOLID }),
  without,
  ranks(plain, strategies, { least: SOLID }),
  '### The six problems that all of them were run on most',
  onBar,
  '### Those and two more, whatever seeds there are',
  ranks(only(measured, named), strategies),
  '## Median regret',
  'At 20 / 40 / N trials; in brackets how many seeds.',
  medians(measured, strategies),
  basins(measured, strategies),
  '## Pairs',
  `\`${MINE}\` against each at N: seeds won / tied / lost and p of Wilcoxon's paired test on the logarithms of regret, over the seeds that both were run with. The last row counts problems, by the mean over their seeds.`,
  duels(measured, strategies, MINE),
  `Where \`${MINE}\` is behind:`,
  losses(measured, strategies, MINE),
  '## What is aimed at',
  aims(measured, strategies, MINE),
  '## Quartiles',
  'First / median / third quartile of regret.',
  quartileRows(measured, strategies),
);

for (const [name, text] of [
  ['concepts/bayes.md', short],
  ['reference/regret.md', long],
]) {
  await freshenPage(name, 'regret:page', text);
}
