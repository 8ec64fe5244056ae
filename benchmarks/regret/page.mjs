// Writes what the traces say into the documentation, between its markers:
//   npm run regret:page -w benchmarks [-- --check]
import { freshenPage } from '../fresh.mjs';
import { readOverhead } from '../suggestion/overhead-tables.mjs';
import { aims } from './aims.mjs';
import { readBar } from './bar/rows.mjs';
import { gather, only } from './evidence.mjs';
import { earlyLosses, losses } from './losses.mjs';
import { bar, flattering, kinds, named, namesOf, untouched } from './problems.mjs';
import { SOLID } from './ranking.mjs';
import { basins, duels, medians, quartileRows, ranks, ranksByGroup, sources } from './sections.mjs';
import { committed } from './traces.mjs';

const MINE = 'bayes';
const README = '../../benchmarks/regret/README.md#how-it-is-done';
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
const onTrainings = ranks(only(measured, namesOf('trainings')), strategies, { least: SOLID });
const groups = { ...kinds, 'neither flattering nor ever looked at': untouched };
/** The rank over all problems, and over those that favor no strategy. */
const overall = [
  ranks(measured, strategies, { least: SOLID }),
  `On the validation problems alone, which were set apart before any choice about \`${MINE}\` was made (some were looked at later: [details](${README})):`,
  ranks(only(measured, namesOf('validation')), strategies, { least: SOLID }),
  `Without ${flattering.join(', ')}, which flatter \`${MINE}\`:`,
  ranks(plain, strategies, { least: SOLID }),
  'By kind of problem, on the same seeds:',
  ranksByGroup(measured, strategies, groups, { least: SOLID }),
];
const behind = [
  `Where \`${MINE}\` is behind at N, in seeds won or in the median, over the seeds that both were run with (p of Wilcoxon's paired test on the logarithms of regret):`,
  losses(measured, strategies, MINE),
  `Where the median of \`${MINE}\` is worse at 20 trials, over the seeds that both were run with:`,
  earlyLosses(measured, strategies, MINE),
];

const short = paragraphs(
  ...overall,
  'With the slow libraries, on six problems with ten seeds of every library. Four of these are development problems, and levy-8 flatters `bayes`, so this ranking is weaker evidence:',
  onBar,
  'On the trainings of models, of which svm-wine is a development problem:',
  onTrainings,
  ...behind,
  basins(measured, strategies),
);

const long = paragraphs(
  '## Who was measured',
  sources(runs, strategies),
  stale > 0 ? `${stale} runs of earlier versions of problems are left out.` : '',
  missing.length > 0 ? `Not run yet: ${missing.join(', ')}.` : '',
  '## Average rank',
  ...overall,
  '### Six problems with ten seeds of every library',
  onBar,
  '### The same six, one with noise and one that is nearly all discrete',
  ranks(only(measured, named), strategies, { least: SOLID }),
  '### Trainings of models',
  onTrainings,
  '## Median regret',
  'At 20 / 40 / N trials; the number of seeds in brackets.',
  medians(measured, strategies),
  basins(measured, strategies),
  '## Pairs',
  `\`${MINE}\` against each at N: seeds won / tied / lost and p of Wilcoxon's paired test on the logarithms of regret, over the seeds that both were run with. The last row counts problems, by the mean over their seeds.`,
  duels(measured, strategies, MINE),
  ...behind,
  '## Aims',
  aims(measured, strategies, MINE, { beside: readBar(), overhead: readOverhead() }),
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
