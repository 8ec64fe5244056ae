// Compares two strategies seed by seed, on the seeds that both have.
import { wilcoxon } from '@tune/compare';
import { sharedSeeds } from './ranking.mjs';
import { median } from './regrets.mjs';

/** Limits of a regret, so that 0 and Infinity have finite logarithms. */
const FLOOR = 1e-12;
const log = (regret) => Math.log(Math.min(Math.max(regret, FLOOR), 1e300));
const count = (list, of) => list.filter(of).length;
const tally = (gaps) => ({
  wins: count(gaps, (gap) => gap > 0),
  ties: count(gaps, (gap) => gap === 0),
  losses: count(gaps, (gap) => gap < 0),
});

/**
 * On one problem: wins, ties and losses of `mine` over shared seeds, both medians, and the p of
 * Wilcoxon's paired test on the logarithms of regret. Undefined if they share no seed.
 * @param checkpoint  an index into the problem's checkpoints; default: the last one, N
 */
export function pair(problem, mine, theirs, checkpoint = -1) {
  const seeds = sharedSeeds(problem, [mine, theirs]);
  if (seeds.length === 0) return undefined;
  const regrets = (who) => seeds.map((seed) => problem.by.get(who).get(seed).at(checkpoint));
  const [own, other] = [regrets(mine), regrets(theirs)];
  const gaps = own.map((regret, i) => log(other[i]) - log(regret));
  return {
    ...tally(gaps),
    seeds: seeds.length,
    medians: { mine: median(own), theirs: median(other) },
    gap: gaps.reduce((a, b) => a + b) / gaps.length,
    p: wilcoxon(gaps),
  };
}

/** Over problems: the same, with the mean gap of each problem as one observation. */
export function overall(measured, mine, theirs) {
  const pairs = [...measured.values()].flatMap((problem) => pair(problem, mine, theirs) ?? []);
  if (pairs.length === 0) return undefined;
  const gaps = pairs.map(({ gap }) => gap);
  const runs = pairs.reduce((sum, { seeds }) => sum + seeds, 0);
  return { ...tally(gaps), problems: pairs.length, runs, p: wilcoxon(gaps) };
}
