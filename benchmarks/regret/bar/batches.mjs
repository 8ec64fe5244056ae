import { createRng } from '@tune/core';
import { all, bar } from '../problems.mjs';
import { interval95, mean, median } from '../regrets.mjs';
import { search } from './search.mjs';

/** So that a regret of nothing has a logarithm. */
const FLOOR = 1e-12;
const DRAWS = 2000;
/** Seeds that a first look takes. */
export const FEW = 20;

/** The logarithm of what a search gains after its initial design. */
async function gain({ objective, trials, optimum }, seed, batch) {
  const study = await search(objective, { seed, trials, batch });
  study.close();
  const initial = study.trials.findIndex(({ meta }) => meta.phase !== 'initial');
  const values = study.trials.map(({ value }) => value);
  const regret = (list) => Math.max(FLOOR, Math.min(...list) - optimum);
  return Math.log10(regret(values.slice(0, initial)) / regret(values));
}

/** Where the ratio of the means lies for 95 % of the draws of as many seeds. */
function intervalOf({ one, four }) {
  const rng = createRng(1);
  const ratios = Array.from({ length: DRAWS }, () => {
    const drawn = one.map(() => rng.integer(one.length));
    return mean(drawn.map((seed) => four[seed])) / mean(drawn.map((seed) => one[seed]));
  });
  return interval95(ratios);
}

/**
 * On the problems of the bar: what batches of four gain beside one by one, in the mean over seeds; the median
 * of searches that end in one basin or another may be the gain of either, so it stands beside it.
 */
export async function batches(seeds, progress) {
  const rows = [];
  for (const problem of bar) {
    const gains = { one: [], four: [] };
    for (const seed of seeds) {
      gains.one.push(await gain(all[problem], seed, 1));
      gains.four.push(await gain(all[problem], seed, 4));
      progress(`batches, ${problem}, seed ${seed}`);
    }
    const [one, four] = [mean(gains.one), mean(gains.four)];
    const ofMedians = median(gains.four) / median(gains.one);
    const ofFew = mean(gains.four.slice(0, FEW)) / mean(gains.one.slice(0, FEW));
    const interval = intervalOf(gains);
    rows.push({ problem, one, four, ratio: four / one, interval, ofMedians, ofFew });
  }
  return rows;
}
