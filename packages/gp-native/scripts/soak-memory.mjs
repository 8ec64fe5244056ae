/** 10,000 asks, each with a fit, a maximization and a removal, among models that come and go: memory must stay flat. */
import { loadGaussianProcess } from '../dist/index.js';

const backend = loadGaussianProcess({ backend: 'native' });
const asks = 10_000;
const most = 24; // MiB; a leak of one scratch block an ask would be gigabytes
const rss = () => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
};
const place = (i, j) => (i * 0.7548776662466927 + j * 0.5698402909980532) % 1;

let model;
let early = 0;
for (let ask = 0; ask < asks; ask++) {
  if (ask % 40 === 0) {
    model?.dispose();
    model = backend.create({ dimensions: 3 });
  }
  const row = Float64Array.from({ length: 3 }, (_, j) => place(ask, j + 1));
  model.append(row, Float64Array.of(Math.sin(5 * row[0]) + row[1]));
  if (ask % 5 === 0) await model.fit({ starts: [model.hyperparameters], maxIterations: 2 });
  const candidates = Float64Array.from({ length: 3 * 16 }, (_, i) => place(ask + i, 2));
  await model.maximize({ candidates, incumbentValue: 0, starts: 2, pending: row });
  if (model.size > 20) model.remove(0);
  if (ask === asks / 5) early = rss();
}
const grown = rss() - early;
console.log(
  `memory: ${grown.toFixed(1)} MiB more after ${asks} asks than after ${asks / 5} (${early.toFixed(0)} MiB)`,
);
process.exitCode = grown < most ? 0 : 1;
