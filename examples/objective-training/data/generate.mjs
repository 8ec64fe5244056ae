// Writes flowers.csv: three kinds of made-up flowers, measured four times each, from a seed.
import { writeFileSync } from 'node:fs';
import { createRng } from '@tune/core/plugin';

/** Means and deviations of the sepal's length and width and the petal's, in cm. */
const KINDS = {
  small: { means: [5.0, 3.4, 1.5, 0.3], deviations: [0.4, 0.4, 0.2, 0.1] },
  middle: { means: [5.9, 2.8, 4.3, 1.3], deviations: [0.5, 0.3, 0.6, 0.3] },
  large: { means: [6.4, 3.0, 5.2, 1.9], deviations: [0.7, 0.4, 0.7, 0.4] },
};

const rng = createRng('flowers');
const names = Object.keys(KINDS);
const rows = Array.from({ length: 360 }, (_, index) => {
  const kind = names[index % names.length];
  const { means, deviations } = KINDS[kind];
  const size = rng.normal();
  // A large flower is large in each of its measures.
  const cells = means.map((mean, at) => mean + deviations[at] * (0.6 * size + 0.8 * rng.normal()));
  return [...cells.map((cell) => Math.max(0.1, cell).toFixed(1)), kind].join(',');
});
const head = 'sepal_length,sepal_width,petal_length,petal_width,kind';
writeFileSync(new URL('flowers.csv', import.meta.url), `${[head, ...rows].join('\n')}\n`);
