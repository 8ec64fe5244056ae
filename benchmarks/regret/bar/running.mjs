import { createRng } from '@tune/core/plugin';
import { branin } from '@tune/objectives/functions';
import { all } from '../problems.mjs';
import { median } from '../regrets.mjs';
import { distance, search, suggest } from './search.mjs';

const RUNNING = 8;
/** Numbers of trials that have ended when the strategy is asked for eight at once. */
const OWN = [12, 16, 20];

const nearest = (rows) =>
  Math.min(...rows.flatMap((a, i) => rows.slice(0, i).map((b) => distance(a, b))));

/** After 20 random trials. */
async function afterRandom(seed) {
  const { space, evaluate } = branin();
  const rng = createRng(seed);
  const points = Array.from({ length: 20 }, () => space.decode([rng.next(), rng.next()]));
  const values = await Promise.all(points.map((point) => evaluate(point, {})));
  return nearest(await suggest(space, points, values, RUNNING));
}

/** After trials of its own, which are close to the best one. */
async function afterOwn(seed, trials) {
  const { objective, trials: budget } = all.branin;
  const study = await search(objective, { seed, trials, budget });
  const asked = await study.ask({ count: RUNNING });
  return nearest(asked.map(({ point }) => objective.space.encode(point)));
}

/** The distance of the closest two of eight running trials on Branin, medians over seeds. */
export async function running(seeds, progress) {
  const row = async (history, trials, one) => {
    const distances = [];
    for (const seed of seeds) distances.push(await one(seed));
    progress(`running trials, ${trials} before: ${history}`);
    return { history, trials, distance: median(distances) };
  };
  const rows = [await row('random', 20, afterRandom)];
  for (const trials of OWN) rows.push(await row('own', trials, (seed) => afterOwn(seed, trials)));
  return rows;
}
