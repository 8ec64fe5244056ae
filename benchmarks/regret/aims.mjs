// What bayes aims at, and whether the traces reach it.
import { bar } from './problems.mjs';
import { sharedSeeds } from './ranking.mjs';
import { median } from './regrets.mjs';
import { show, table } from './tables.mjs';

const AIMS = {
  reach: [
    { name: 'branin', at: 20, atMost: 0.01 },
    { name: 'hpo6mixed', at: 60, atMost: 1e-4 },
    { name: 'hartmann6', at: 80, atMost: 1e-3 },
  ],
  second: bar,
};

/** What is aimed at, and what was measured. */
export function aims(measured, strategies, mine) {
  const row = (what, aim, is, holds) => [what, aim, is, holds ? 'yes' : 'no'];
  const reach = ({ name, at, atMost }) => {
    const { checkpoints, by } = measured.get(name);
    const found = median([...by.get(mine).values()].map((run) => run[checkpoints.indexOf(at)]));
    return row(`${name}, median at ${at}`, `at most ${show(atMost)}`, show(found), found <= atMost);
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
    return row(`${name}, place at N`, 'second or better', is, ahead.length < 2);
  };
  const there = (name) => measured.get(name)?.by.has(mine);
  return table([
    ['what', 'aim', 'measured', 'holds'],
    ...AIMS.reach.filter(({ name }) => there(name)).map(reach),
    ...AIMS.second.filter(there).map(place),
  ]);
}
