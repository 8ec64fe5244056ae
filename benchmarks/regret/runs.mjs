// One run is one participant on one problem with one seed; what the traces have is not run again.
import { cpus } from 'node:os';
import { all, noiseOf, problemHash } from './problems.mjs';
import { addTrace, readTraces } from './traces.mjs';

/** Six digits are kept of what is measured. */
export const six = (value) => (value === undefined ? null : Number(value.toPrecision(6)));

/** The day and the processor of a measurement. */
export const hereAndNow = () => ({
  date: new Date().toISOString().slice(0, 10),
  machine: cpus()[0].model,
});

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
  await search.close();
  return { values, distinct: spellings.size, askSeconds: six(askSeconds) };
}

/**
 * What the traces of a problem and participant have already: the seeds that need not be run, and how
 * many runs of each other version are among them. A run of another version counts, unless `fresh`; one
 * of the problem as it once was does not.
 */
export function alreadyThere(traces, { hash, version }, fresh) {
  const usable = traces.filter((run) => run.hash === hash && (!fresh || run.version === version));
  const others = new Map();
  for (const run of usable) {
    if (run.version !== version) others.set(run.version, (others.get(run.version) ?? 0) + 1);
  }
  return { there: new Set(usable.map(({ seed }) => seed)), others };
}

/** Runs what is missing of `seeds` and keeps its trace; with `fresh` also what another version ran. */
export async function measure({ folder, label, who, name, seeds, fresh = false }) {
  const problem = all[name];
  const key = { hash: await problemHash(problem), version: who.version };
  const { there, others } = alreadyThere(readTraces(folder, name, label), key, fresh);
  for (const [version, runs] of others) {
    const how = `kept as they are, --fresh runs them again with ${who.version}`;
    console.log(`${label} ${name}: ${runs} runs of version ${version} are ${how}`);
  }
  for (const seed of seeds) {
    if (there.has(seed)) continue;
    const result = await run(who, problem, seed);
    addTrace(folder, { problem: name, strategy: label, ...key, seed, ...result, ...hereAndNow() });
    const best = Math.min(...result.values.filter((value) => value !== null));
    const left = problem.optimum === undefined ? best : best - problem.optimum;
    console.log(`${label} ${name} seed ${seed}: ${left.toPrecision(3)}, ${result.askSeconds} s`);
  }
}
