// What bayes aims at, and whether the traces and bar.json reach it.
import { overheadRows, overheadSource } from '../suggestion/overhead-tables.mjs';
import { barNotes, barRows, barSource } from './bar/rows.mjs';
import { bar } from './problems.mjs';
import { ranking, sharedSeeds, SOLID, takingPart } from './ranking.mjs';
import { median } from './regrets.mjs';
import { aimTable, show, showRank } from './tables.mjs';

const AIMS = {
  reach: [
    { name: 'branin', at: 20, atMost: 0.01 },
    { name: 'hpo6mixed', at: 60, atMost: 1e-4 },
    { name: 'hartmann6', at: 80, atMost: 1e-3 },
  ],
  second: bar,
};

/**
 * What is aimed at, and what was measured.
 * @param beside  what bar.json says; undefined where nobody has measured it
 * @param overhead  what overhead.json says
 */
export function aims(measured, strategies, mine, { beside, overhead }) {
  const rank = () => {
    const { taken, complete } = takingPart(measured, strategies, SOLID);
    const { rows } = ranking(complete, taken);
    const said = (row) => `${row.strategy} ${showRank(row)}`;
    const own = rows.find(({ strategy }) => strategy === mine);
    const [other] = rows.filter((row) => row !== own);
    const what = `average rank over ${complete.size} problems (95 %)`;
    const aim = 'the interval begins below the best other; better if it ends there too';
    return [what, aim, `${said(own)}, ${said(other)}`, own.low <= other.rank];
  };
  const reach = ({ name, at, atMost }) => {
    const { checkpoints, by } = measured.get(name);
    const found = median([...by.get(mine).values()].map((run) => run[checkpoints.indexOf(at)]));
    return [`${name}, median at ${at}`, `at most ${show(atMost)}`, show(found), found <= atMost];
  };
  // One behind the other in the median over the seeds that both have, however many those are.
  const place = (name) => {
    const problem = measured.get(name);
    const ends = (who, seeds) => median(seeds.map((seed) => problem.by.get(who).get(seed).at(-1)));
    const compared = strategies
      .filter((other) => other !== mine)
      .map((other) => ({ other, seeds: sharedSeeds(problem, [mine, other]) }))
      .filter(({ seeds }) => seeds.length > 0);
    const ahead = compared.filter(({ other, seeds }) => ends(other, seeds) < ends(mine, seeds));
    const names = ahead.map(({ other, seeds }) => `${other} (seeds: ${seeds.length})`);
    const is = `${ahead.length + 1} of ${compared.length + 1}${ahead.length > 0 ? `, behind ${names.join(', ')}` : ''}`;
    return [`${name}, place at N`, 'second or better', is, ahead.length < 2];
  };
  const there = (name) => measured.get(name)?.by.has(mine);
  const rows = [
    rank(),
    ...AIMS.reach.filter(({ name }) => there(name)).map(reach),
    ...AIMS.second.filter(there).map(place),
    ...(beside === undefined ? [] : barRows(beside)),
    ...(overhead === undefined ? [] : overheadRows(overhead)),
  ];
  return [
    ...(beside === undefined ? [] : [barSource(beside)]),
    ...(overhead === undefined
      ? []
      : [
          `What it adds (\`npm run suggestion:overhead -w benchmarks\`): ${overheadSource(overhead)}`,
        ]),
    aimTable(rows),
    barNotes,
  ].join('\n\n');
}
