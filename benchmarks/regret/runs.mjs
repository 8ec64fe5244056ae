// One run is one participant on one problem with one seed; what the traces have is not run again.
import { cpus } from 'node:os';
import { all, noiseOf, problemHash } from './problems.mjs';
import { addTrace, dropStale } from './traces.mjs';

const six = (value) => (value === undefined ? null : Number(value.toPrecision(6)));

/** Asks and tells until the budget of the problem is spent. */
async function run(who, problem, seed) {
  const { objective, trials, noise } = problem;
  const search = await who.start(problem, seed);
  const values = [];
  const spellings = new Set();
  let askSeconds = 0;
  // Some libraries fit their model when they are told, so both count.
  const timed = async (call) => {
    const before = performance.now();
    const answer = await call();
    askSeconds += (performance.now() - before) / 1000;
    return answer;
  };
  for (let index = 0; index < trials; index++) {
    const point = await timed(() => search.ask());
    if (point === undefined) break;
    spellings.add(objective.space.canonical(point));
    const lies = objective.space.violated(point).length === 0;
    const value = lies ? await objective.evaluate(point, { seed }) : undefined;
    values.push(six(value));
    const told = value === undefined ? value : value + noise * noiseOf(seed, index);
    await timed(() => search.tell(told));
  }
  search.close();
  return { values, distinct: spellings.size, askSeconds: six(askSeconds) };
}

/** Runs what is missing of `seeds` and keeps its trace. */
export async function measure({ folder, label, who, name, seeds }) {
  const problem = all[name];
  const key = { hash: await problemHash(problem), version: who.version };
  const there = new Set(dropStale(folder, name, label, key).map(({ seed }) => seed));
  for (const seed of seeds) {
    if (there.has(seed)) continue;
    const result = await run(who, problem, seed);
    const date = new Date().toISOString().slice(0, 10);
    const machine = cpus()[0].model;
    addTrace(folder, { problem: name, strategy: label, ...key, seed, ...result, date, machine });
    const best = Math.min(...result.values.filter((value) => value !== null));
    const left = problem.optimum === undefined ? best : best - problem.optimum;
    console.log(`${label} ${name} seed ${seed}: ${left.toPrecision(3)}, ${result.askSeconds} s`);
  }
}
