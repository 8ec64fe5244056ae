// Tries every adapter of packages/python with the real library: kinds of parameters, conditions, constraints,
// failed trials, trials at once, a study that goes on, equal seeds, recommendations.
//   npm run contenders -w benchmarks [-- --only hebo,optuna:gp --trials 12]
// The libraries are those that `tune setup --contenders` installs; a missing one is said and counts as a fault.
import { categorical, createStudy, float, int, memoryStorage, ordinal, space } from '@tune/core';
import { branin, jenatton } from '@tune/objectives/functions';
import { libraryStrategy } from '@tune/python';
import { flagsOf, whole } from '../flags.mjs';

const ALL =
  'optuna:tpe,optuna:gp,optuna:cmaes,optuna:random,optuna:qmc,optuna:nsgaii,hebo,ax,smac,smac:blackbox,nevergrad:NGOpt,nevergrad:CMA,nevergrad:DE,hyperopt,hyperopt:anneal,hyperopt:rand,bayes_opt,skopt';

const mixed = space({
  lr: float(1e-5, 0.1, { log: true }),
  dropout: float(0, 0.7, { step: 0.1 }),
  width: int(1, 300, { log: true }),
  units: int(128, 384, { step: 128 }),
  batch: ordinal([16, 32, 64]),
  size: ordinal(['s', 'm', 'l']),
  nesterov: categorical([true, false]),
  optimizer: categorical(['sgd', 'adam', 'rms']),
  momentum: float(0, 0.99).when('optimizer', ['sgd']),
  fixed: float(3, 3),
});

/** Every fifth trial fails, the first one too. */
const lossOf = (point, count) => {
  if (count % 5 === 0) return { failed: 'on purpose' };
  const { lr, dropout, width, momentum = 0.5 } = point;
  return (
    (Math.log10(lr) + 3) ** 2 + dropout + Math.abs(Math.log(width / 50)) + (momentum - 0.9) ** 2
  );
};

async function search(
  strategy,
  of,
  evaluate,
  trials,
  { atOnce = 1, storage = memoryStorage() } = {},
) {
  const study = await createStudy({ name: 's', space: of, strategy, seed: 7, storage });
  try {
    let count = 0;
    while (study.size < trials) {
      const wanted = strategy.capabilities.parallel ? Math.min(atOnce, trials - study.size) : 1;
      for (const trial of await study.ask({ count: wanted })) {
        await study.tell(trial, await evaluate(trial.point, count++));
      }
    }
    const recommended = await study.recommend();
    return { trials: study.trials, best: study.best, recommended };
  } finally {
    await study.dispose();
  }
}

const spelled = (trials) => JSON.stringify(trials.map(({ point }) => point));

/** What each adapter must do; what it returns is shown. */
const checks = {
  async numbers(strategy, trials) {
    const { optimum, evaluate, space: of } = branin();
    const found = await search(strategy, of, (point) => evaluate(point, { seed: 1 }), trials);
    const regret = found.best.value - optimum.value;
    return `branin ${regret.toPrecision(2)}`;
  },
  async mixed(strategy, trials) {
    const { trials: seen } = await search(strategy, mixed, lossOf, trials, { atOnce: 3 });
    if (new Set(seen.map(({ point }) => point.optimizer)).size < 2) throw new Error('one category');
  },
  async conditions(strategy, trials) {
    const { evaluate, space: of } = jenatton();
    await search(strategy, of, (point) => evaluate(point, { seed: 1 }), trials);
  },
  async constraint(strategy) {
    const of = space({ x: float(0, 1), y: float(0, 1) }).constrain('x < y', ({ x, y }) => x < y);
    await search(strategy, of, ({ x, y }) => x + y, 6);
  },
  async resumed(strategy) {
    const storage = memoryStorage();
    await search(strategy, mixed, lossOf, 7, { storage });
    await search(strategy, mixed, lossOf, 10, { storage });
  },
  async repeated(strategy) {
    const runs = [0, 1].map(() => search(strategy, mixed, lossOf, 8));
    const [one, two] = (await Promise.all(runs)).map((run) => spelled(run.trials));
    return one === two ? '' : 'equal seeds differ';
  },
};

const { only, trials: given } = flagsOf({
  only: { type: 'string', default: ALL },
  trials: { type: 'string', default: '14' },
});
const trials = whole('--trials', given);
let faults = 0;
for (const name of only.split(',')) {
  const said = [];
  try {
    const strategy = await libraryStrategy(name);
    said.push(strategy.version);
    for (const [what, check] of Object.entries(checks)) {
      try {
        const found = await check(strategy, trials);
        if (found) said.push(found);
      } catch (error) {
        faults += 1;
        said.push(`FAULT ${what}: ${error.message}`);
      }
    }
  } catch (error) {
    faults += 1;
    said.push(`FAULT ${error.message}`);
  }
  console.log(`${name}: ${said.join(' · ')}`);
}
console.log(`${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
