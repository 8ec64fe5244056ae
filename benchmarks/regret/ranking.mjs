// Average ranks at N, over the problems and seeds that all ranked strategies share.
import { createRng } from '@tune/core/plugin';
import { interval95, mean } from './regrets.mjs';

const DRAWS = 2000;
/** The number of seeds on all problems from which a rank is meaningful. */
export const SOLID = 10;

/** Seeds of a problem that all of `strategies` have. */
export const sharedSeeds = ({ by }, strategies) =>
  [...(by.get(strategies[0])?.keys() ?? [])]
    .filter((seed) => strategies.every((strategy) => by.get(strategy)?.has(seed)))
    .toSorted((a, b) => a - b);

/** Rank of each value, 1 for the least; equal values share the mean of their ranks. */
export const ranksOf = (values) =>
  values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return 1 + below + (equal - 1) / 2;
  });

/**
 * The strategies that are ranked, and over which problems: strategies with at least `least` seeds each, chosen so
 * that as many problems as possible remain on which all of them have that many; among equals, most strategies.
 */
export function takingPart(measured, strategies, least) {
  const has = (strategy, { by }) => (by.get(strategy)?.size ?? 0) >= least;
  const covered = (strategy) =>
    [...measured.values()].filter((problem) => has(strategy, problem)).length;
  const choices = [...new Set(strategies.map(covered))]
    .filter((count) => count > 0)
    .map((count) => strategies.filter((strategy) => covered(strategy) >= count))
    .map((taken) => ({
      taken,
      complete: new Map(
        [...measured].filter(([, problem]) => taken.every((strategy) => has(strategy, problem))),
      ),
    }))
    .filter(({ taken }) => taken.length > 1);
  const [best] = choices.toSorted(
    (a, b) => b.complete.size - a.complete.size || b.taken.length - a.taken.length,
  );
  return best ?? { taken: [], complete: new Map() };
}

/**
 * Every problem has the same weight, however many seeds it was run with. The 95 % interval draws
 * problems first and seeds within them second, so it speaks of other problems too.
 *
 * @param measured    problem → { by: strategy → seed → regrets }
 * @param strategies  the ranked strategies
 * @returns the problems with a shared seed and how many seeds they share, and a row a strategy
 */
export function ranking(measured, strategies) {
  const groups = [...measured]
    .map(([name, problem]) => ({
      name,
      runs: sharedSeeds(problem, strategies).map((seed) =>
        ranksOf(strategies.map((strategy) => problem.by.get(strategy).get(seed).at(-1))),
      ),
    }))
    .filter(({ runs }) => runs.length > 0);
  if (groups.length === 0) return { problems: [], rows: [] };

  const rng = createRng(1);
  const draws = Array.from({ length: DRAWS }, () =>
    groups.map(() => {
      const { runs } = groups[rng.integer(groups.length)];
      return runs.map(() => runs[rng.integer(runs.length)]);
    }),
  );
  const rankOf = (drawn, j) => mean(drawn.map((runs) => mean(runs.map((ranks) => ranks[j]))));
  const rows = strategies.map((strategy, j) => {
    const [low, high] = interval95(draws.map((drawn) => rankOf(drawn, j)));
    return {
      strategy,
      rank: rankOf(
        groups.map(({ runs }) => runs),
        j,
      ),
      low,
      high,
    };
  });
  return {
    problems: groups.map(({ name, runs }) => ({ name, seeds: runs.length })),
    rows: rows.toSorted((a, b) => a.rank - b.rank),
  };
}
