// From traces to regrets: what was reached after so many trials, by problem, strategy and seed.
import { all, noiseOf, problemHash } from './problems.mjs';

export const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;

export function quantile(list, share) {
  const sorted = list.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  // Equal neighbours may be Infinity (nothing valid yet), whose difference is no number.
  if (sorted[below] === sorted[above]) return sorted[below];
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
export const median = (list) => quantile(list, 0.5);
/** Where 95 % of the draws of a bootstrap lie. */
export const interval95 = (list) => [quantile(list, 0.025), quantile(list, 0.975)];

/** The noiseless value at the best told value after `count` trials; Infinity where none is valid. */
export function reached({ values, seed }, { noise }, count) {
  let best = Infinity;
  let found = Infinity;
  values.slice(0, count).forEach((value, index) => {
    const told = value === null ? Infinity : value + noise * noiseOf(seed, index);
    if (told < best) [best, found] = [told, value];
  });
  return found;
}

/** Where regret is read: after 20, after 40 and after all of `trials`. */
export const checkpointsOf = (trials) => [...new Set([20, 40, trials])].filter((c) => c <= trials);

/** Less than this is rounding, and no regret. */
const ROUNDING = 1e-12;
const regretAt = (value, optimum) => (value - optimum < ROUNDING ? 0 : value - optimum);

/**
 * Regrets of one problem: strategy → seed → regret at each checkpoint.
 * Where no optimum is known, the best value of all these runs stands for it.
 */
export function regretsOf(problem, runs) {
  const known = runs.flatMap(({ values }) => values.filter((value) => value !== null));
  const optimum = problem.optimum ?? Math.min(...known);
  const checkpoints = checkpointsOf(problem.trials);
  const by = new Map();
  for (const run of runs) {
    if (!by.has(run.strategy)) by.set(run.strategy, new Map());
    const regrets = checkpoints.map((count) => regretAt(reached(run, problem, count), optimum));
    by.get(run.strategy).set(run.seed, regrets);
  }
  return { checkpoints, by };
}

/** Splits traces into runs of the problems as they are now and runs of what they once were. */
export async function sift(names, traces) {
  const hashes = new Map();
  for (const name of names) hashes.set(name, await problemHash(all[name]));
  const asked = traces.filter(({ problem }) => hashes.has(problem));
  const fresh = asked.filter(({ problem, hash }) => hash === hashes.get(problem));
  return { fresh, stale: asked.length - fresh.length };
}
