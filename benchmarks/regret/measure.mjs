// Runs strategies on problems and keeps every trace; what is there already is not run again:
//   npm run regret -w benchmarks -- --strategies bayes,optuna-gp --problems branin --seeds 10
// `--problems` takes names, `bar`, `development`, `validation` or `all`; `--traces` another folder.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { participant } from './participants.mjs';
import { all, bar, noiseOf, problemHash, problems } from './problems.mjs';
import { addTrace, committed, dropStale } from './traces.mjs';
import { endTraining } from './trained.mjs';

const { values: flags } = parseArgs({
  options: {
    strategies: { type: 'string', default: 'bayes' },
    problems: { type: 'string', default: 'bar' },
    seeds: { type: 'string', default: '10' },
    traces: { type: 'string', default: committed },
  },
});
const sets = {
  bar,
  all: Object.keys(all),
  development: Object.keys(problems.development),
  validation: Object.keys(problems.validation),
};
const wanted = flags.problems.split(',').flatMap((name) => sets[name] ?? [name]);

const six = (value) => (value === undefined ? null : Number(value.toPrecision(6)));

async function run(who, problem, seed) {
  const { objective, trials, noise } = problem;
  const search = await who.start(problem, seed);
  const values = [];
  const spellings = new Set();
  let askSeconds = 0;
  for (let index = 0; index < trials; index++) {
    const before = performance.now();
    const point = await search.ask();
    askSeconds += (performance.now() - before) / 1000;
    if (point === undefined) break;
    spellings.add(objective.space.canonical(point));
    const lies = objective.space.violated(point).length === 0;
    const value = lies ? await objective.evaluate(point, { seed }) : undefined;
    values.push(six(value));
    await search.tell(value === undefined ? value : value + noise * noiseOf(seed, index));
  }
  search.close();
  return { values, distinct: spellings.size, askSeconds: six(askSeconds) };
}

for (const strategy of flags.strategies.split(',')) {
  const who = participant(strategy);
  for (const name of wanted) {
    const problem = all[name];
    const key = { hash: await problemHash(problem), version: who.version };
    const there = new Set(dropStale(flags.traces, name, strategy, key).map(({ seed }) => seed));
    for (let seed = 1; seed <= Number(flags.seeds); seed++) {
      if (there.has(seed)) continue;
      const result = await run(who, problem, seed);
      const date = new Date().toISOString().slice(0, 10);
      const machine = cpus()[0].model;
      addTrace(flags.traces, { problem: name, strategy, ...key, seed, ...result, date, machine });
      const best = Math.min(...result.values.filter((value) => value !== null));
      const left = problem.optimum === undefined ? best : best - problem.optimum;
      console.log(
        `${strategy} ${name} seed ${seed}: ${left.toPrecision(3)}, ${result.askSeconds} s`,
      );
    }
  }
  who.end();
}
endTraining();
