// Computes regrets from traces: by problem, strategy and seed, after given numbers of trials.
import { all, noiseOf, problemHash } from './problems.mjs';

export const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;

export function quantile(list, share) {
  const sorted = list.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  // Equal neighbors may be Infinity (no valid value yet); their difference would be NaN.
  if (sorted[below] === sorted[above]) return sorted[below];
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
export const median = (list) => quantile(list, 0.5);
/** The 95 % interval of the draws of a bootstrap. */
export const interval95 = (list) => [quantile(list, 0.025), quantile(list, 0.975)];

/** The noiseless value of the trial with the best told value after `count` trials; Infinity if none is valid. */
export function reached({ values, seed }, { noise }, count) {
  let best = Infinity;
  let found = Infinity;
  values.slice(0, count).forEach((value, index) => {
    const told = value === null ? Infinity : value + noise * noiseOf(seed, index);
    if (told < best) [best, found] = [told, value];
  });
  return found;
}

/** The numbers of trials after which regret is read: 20, 40 and all. */
export const checkpointsOf = (trials) => [...new Set([20, 40, trials])].filter((c) => c <= trials);

/** A smaller regret is a rounding error. */
const ROUNDING = 1e-12;
const regretAt = (value, optimum) => (value - optimum < ROUNDING ? 0 : value - optimum);

/**
 * Regrets of one problem: strategy → seed → regret at each checkpoint.
 * If the optimum is unknown, the best value of all these runs replaces it.
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

/** Separates runs of the current problems from runs of earlier versions of them. */
export async function sift(names, traces) {
  const hashes = new Map();
  for (const name of names) hashes.set(name, await problemHash(all[name]));
  const asked = traces.filter(({ problem }) => hashes.has(problem));
  const fresh = asked.filter(({ problem, hash }) => hash === hashes.get(problem));
  return { fresh, stale: asked.length - fresh.length };
}
