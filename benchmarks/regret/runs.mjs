// A run is one participant on one problem with one seed. Runs that have a trace are not repeated.
import { cpus } from 'node:os';
import { all, noiseOf, problemHash } from './problems.mjs';
import { addTrace, readTraces } from './traces.mjs';
import { sameVersions } from './verified.mjs';

/** Measured values are kept with six digits. */
export const six = (value) => (value === undefined ? null : Number(value.toPrecision(6)));

/** The day and the processor of a measurement. */
export const hereAndNow = () => ({
  date: new Date().toISOString().slice(0, 10),
  machine: cpus()[0].model,
});

/** Asks and tells until the budget of the problem is spent. */
export async function run(who, problem, seed) {
  const { objective, trials, noise } = problem;
  const search = await who.start(problem, seed);
  const values = [];
  const spellings = new Set();
  let askSeconds = 0;
  // Some libraries fit their model in tell, so both count.
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
 * The seeds that the traces of a problem and participant have already, and how many runs of each other
 * version are among them. A run of another version counts, unless `fresh`; one
 * of an earlier version of the problem does not.
 * @param same  versions that make the same suggestions
 */
export function alreadyThere(traces, { hash, same }, fresh) {
  const usable = traces.filter((run) => run.hash === hash && (!fresh || same.has(run.version)));
  const others = new Map();
  for (const run of usable) {
    if (!same.has(run.version)) others.set(run.version, (others.get(run.version) ?? 0) + 1);
  }
  return { there: new Set(usable.map(({ seed }) => seed)), others };
}

/** Runs the missing seeds and keeps their traces; with `fresh` also those that another version ran. */
export async function measure({ folder, label, who, name, seeds, fresh = false }) {
  const problem = all[name];
  const key = { hash: await problemHash(problem), version: who.version };
  const same = sameVersions(label, who.version);
  const traces = readTraces(folder, name, label);
  const { there, others } = alreadyThere(traces, { ...key, same }, fresh);
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
