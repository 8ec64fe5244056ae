// Prints the results of the traces: medians or quartiles, average ranks, wins, ties and losses.
//   npm run regret:report -w benchmarks -- --problems bar --quartiles
// `--strategies`, `--seeds` (how many at most), `--traces` as for measure.mjs; `--against`: the
// strategy that the others are compared with; `--least`: how many seeds on most problems a ranked strategy needs.
import { flagsOf, Mistake, whole } from '../flags.mjs';
import { gather } from './evidence.mjs';
import { earlyLosses, losses } from './losses.mjs';
import { basins, duels, medians, quartileRows, ranks, sources } from './sections.mjs';
import { committed } from './traces.mjs';

const flags = flagsOf({
  problems: { type: 'string', default: 'bar' },
  against: { type: 'string', default: 'bayes' },
  strategies: { type: 'string' },
  seeds: { type: 'string' },
  least: { type: 'string', default: '1' },
  traces: { type: 'string', default: committed },
  quartiles: { type: 'boolean', default: false },
});
const { runs, stale, strategies, measured, missing } = await gather({
  folder: flags.traces,
  problems: flags.problems,
  strategies: flags.strategies?.split(','),
  seeds: flags.seeds === undefined ? Infinity : whole('--seeds', flags.seeds),
});
if (runs.length === 0) {
  throw new Mistake(
    `no runs of ${flags.strategies ?? 'any strategy'} on ${flags.problems} in ${flags.traces}`,
  );
}
const say = (...parts) => console.log(`${parts.filter((part) => part !== '').join('\n\n')}\n`);

say(sources(runs, strategies));
if (stale > 0) say(`${stale} runs of earlier versions of problems are left out.`);
if (missing.length > 0) say(`Not run yet: ${missing.join(', ')}.`);
if (flags.quartiles) {
  say('Regret: quartiles (first / median / third).', quartileRows(measured, strategies));
} else {
  say(
    'Median regret at 20 / 40 / N trials, the number of seeds in brackets.',
    medians(measured, strategies),
  );
}
say(basins(measured, strategies));
say(ranks(measured, strategies, { least: whole('--least', flags.least) }));
if (strategies.length > 1 && strategies.includes(flags.against)) {
  const mine = flags.against;
  say(
    `${mine} against each at N: seeds won / tied / lost, p of Wilcoxon's paired test on the logarithms; the last row counts problems, by the mean over their seeds.`,
    duels(measured, strategies, mine),
  );
  say(
    `Where ${mine} is behind at N, in seeds or in the median:`,
    losses(measured, strategies, mine),
  );
  say(
    `Where ${mine} is behind in the median at 20 trials:`,
    earlyLosses(measured, strategies, mine),
  );
}
