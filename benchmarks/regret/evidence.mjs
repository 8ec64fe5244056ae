// Reads the traces for a report.
import { all, namesOf } from './problems.mjs';
import { regretsOf, sift } from './regrets.mjs';
import { allTraces } from './traces.mjs';

/** Our strategies come first, then the others by their number of runs. */
const OURS = ['bayes', 'random', 'grid'];

/**
 * @param strategies  which to take; empty for all. Variants of ours (`bayes?noise=...`) are taken only if
 *   they are named.
 * @returns measured: problem → { checkpoints, by }, only problems with runs
 */
export async function gather({ folder, problems, strategies = [], seeds = Infinity }) {
  const names = namesOf(problems);
  const { fresh, stale } = await sift(names, allTraces(folder));
  const runs = fresh.filter(
    ({ strategy, seed }) =>
      seed <= seeds &&
      (strategies.length > 0 ? strategies.includes(strategy) : !strategy.includes('?')),
  );
  const count = (strategy) => runs.filter((run) => run.strategy === strategy).length;
  const place = (strategy) => (OURS.includes(strategy) ? OURS.indexOf(strategy) : OURS.length);
  const found = [...new Set(runs.map(({ strategy }) => strategy))].toSorted(
    (a, b) => place(a) - place(b) || count(b) - count(a) || (a < b ? -1 : 1),
  );
  const measured = new Map();
  for (const name of names) {
    const own = runs.filter(({ problem }) => problem === name);
    if (own.length > 0) measured.set(name, regretsOf(all[name], own));
  }
  return {
    runs,
    stale,
    strategies: found,
    measured,
    missing: names.filter((n) => !measured.has(n)),
  };
}

/** The results of some problems only. */
export const only = (measured, names) =>
  new Map([...measured].filter(([name]) => names.includes(name)));
