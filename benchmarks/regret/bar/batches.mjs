import { all, bar } from '../problems.mjs';
import { median } from '../regrets.mjs';
import { search } from './search.mjs';

/** So that a regret of nothing has a logarithm. */
const FLOOR = 1e-12;

/** The logarithm of what a search gains after its start design. */
async function gain({ objective, trials, optimum }, seed, batch) {
  const study = await search(objective, { seed, trials, batch });
  study.close();
  const start = study.trials.findIndex(({ meta }) => meta.phase !== 'start');
  const values = study.trials.map(({ value }) => value);
  const regret = (list) => Math.max(FLOOR, Math.min(...list) - optimum);
  return Math.log10(regret(values.slice(0, start)) / regret(values));
}

/** On the problems of the bar: what batches of four gain beside one by one, medians over seeds. */
export async function batches(seeds, progress) {
  const rows = [];
  for (const problem of bar) {
    const gains = { one: [], four: [] };
    for (const seed of seeds) {
      gains.one.push(await gain(all[problem], seed, 1));
      gains.four.push(await gain(all[problem], seed, 4));
      progress(`batches, ${problem}, seed ${seed}`);
    }
    const [one, four] = [median(gains.one), median(gains.four)];
    rows.push({ problem, one, four, ratio: four / one });
  }
  return rows;
}
