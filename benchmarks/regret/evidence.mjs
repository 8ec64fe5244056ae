// Reads the traces that a report is about.
import { all, namesOf } from './problems.mjs';
import { regretsOf, sift } from './regrets.mjs';
import { allTraces } from './traces.mjs';

/** Ours first, then by how many runs there are. */
const OURS = ['bayes', 'random', 'grid'];

/**
 * @param strategies  whom to take; all when empty. Variants of ours (`bayes?noise=...`) are taken
 *   only when they are asked for by name.
 * @returns measured: problem → { checkpoints, by }, only problems that somebody was run on
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

/** Of what was gathered only some problems. */
export const only = (measured, names) =>
  new Map([...measured].filter(([name]) => names.includes(name)));
