import { int, space } from '@tune/core';
import { search } from './search.mjs';

const grid = {
  space: space({ a: int(1, 5), b: int(1, 5), c: int(1, 5) }),
  evaluate: ({ a, b, c }) => (a - 2) ** 2 + (b - 4) ** 2 + (c - 3) ** 2 + a * b * 0.1,
};

/** Points that come twice on a grid of 125 points, with fewer and with more trials than points. */
export async function duplicates(progress) {
  const rows = [];
  for (const wanted of [60, 130]) {
    const study = await search(grid, { seed: 1, trials: wanted });
    const ran = study.trials.length;
    const distinct = new Set(study.trials.map(({ point }) => JSON.stringify(point))).size;
    rows.push({ wanted, ran, duplicates: ran - distinct });
    progress(`grid, ${wanted} trials`);
  }
  return rows;
}
