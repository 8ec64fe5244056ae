// What bayes aims at, and whether the traces reach it.
import { bar } from './problems.mjs';
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
  const place = (name) => {
    const { by } = measured.get(name);
    const others = strategies.filter((strategy) => strategy !== mine && by.has(strategy));
    const end = (strategy) => median([...by.get(strategy).values()].map((run) => run.at(-1)));
    const ahead = others.filter((other) => end(other) < end(mine));
    const is = `${ahead.length + 1} of ${others.length + 1}${ahead.length > 0 ? `, behind ${ahead.join(', ')}` : ''}`;
    return row(`${name}, place at N`, 'second or better', is, ahead.length < 2);
  };
  const there = (name) => measured.get(name)?.by.has(mine);
  return table([
    ['what', 'aim', 'measured', 'holds'],
    ...AIMS.reach.filter(({ name }) => there(name)).map(reach),
    ...AIMS.second.filter(there).map(place),
  ]);
}
