/** 10,000 asks with fits, maximizations and removals, on a new model every 40 asks. Memory must not grow. */
import { loadGaussianProcess } from '../dist/index.js';

const backend = loadGaussianProcess({ backend: 'native' });
const asks = 10_000;
const limit = 24; // MiB; leaking one scratch block per ask would take gigabytes
const rss = () => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
};
const coordinate = (i, j) => (i * 0.7548776662466927 + j * 0.5698402909980532) % 1;

let model;
let early = 0;
for (let ask = 0; ask < asks; ask++) {
  if (ask % 40 === 0) {
    model?.dispose();
    model = backend.create({ dimensions: 3 });
  }
  const row = Float64Array.from({ length: 3 }, (_, j) => coordinate(ask, j + 1));
  model.append(row, Float64Array.of(Math.sin(5 * row[0]) + row[1]));
  if (ask % 5 === 0) await model.fit({ starts: [model.hyperparameters], maxIterations: 2 });
  const candidates = Float64Array.from({ length: 3 * 16 }, (_, i) => coordinate(ask + i, 2));
  await model.maximize({ candidates, incumbentValue: 0, starts: 2, pending: row });
  if (model.size > 20) model.remove(0);
  if (ask === asks / 5) early = rss();
}
const grown = rss() - early;
console.log(
  `memory: ${grown.toFixed(1)} MiB more after ${asks} asks than after ${asks / 5} (${early.toFixed(0)} MiB)`,
);
process.exitCode = grown < limit ? 0 : 1;
