// The effect of the box around the best trial with many parameters or trials, compared with a search without it:
//   npm run regret:regions -w benchmarks [-- --seeds 5]
// The smallest value minus the optimum, medians over seeds; long searches have three seeds at most.
import { createStudy } from '@tune/core';
import { ackley, hartmann6, levy, rosenbrock } from '@tune/objectives/functions';
import { bayes } from '@tune/strategies';
import { flagsOf, whole } from '../flags.mjs';
import { median } from './regrets.mjs';
import { show, table } from './tables.mjs';

const flags = flagsOf({ seeds: { type: 'string', default: '5' } });
const SEEDS = whole('--seeds', flags.seeds);
const LONG = Math.min(SEEDS, 3);

async function regret(objective, trustRegion, seed, trials) {
  const study = await createStudy({
    space: objective.space,
    strategy: bayes({ trustRegion }),
    seed,
    budget: { trials },
  });
  const { best } = await study.optimize(objective);
  return best.value - objective.optimum.value;
}

// Ackley's minimum is moved out of the middle: a search that begins there would be done at once.
const cases = [
  ['rosenbrock, 30 parameters', rosenbrock({ dimensions: 30 }), 200, SEEDS],
  ['levy, 30 parameters', levy({ dimensions: 30 }), 200, SEEDS],
  ['ackley, 30 parameters', ackley({ dimensions: 30, minimizer: 9.8 }), 200, SEEDS],
  ['hartmann6', hartmann6(), 700, LONG],
  ['ackley, 5 parameters', ackley({ minimizer: 9.8 }), 700, LONG],
];
const rows = [['problem', 'trials', 'seeds', 'box', 'whole space']];
for (const [name, objective, trials, count] of cases) {
  const found = { box: [], whole: [] };
  for (let seed = 1; seed <= count; seed++) {
    found.box.push(await regret(objective, true, seed, trials));
    found.whole.push(await regret(objective, false, seed, trials));
  }
  rows.push([name, `${trials}`, `${count}`, show(median(found.box)), show(median(found.whole))]);
}
console.log(table(rows));
