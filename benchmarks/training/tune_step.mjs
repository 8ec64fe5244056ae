// Times of single training steps of the same network in tune on a backend, as JSON on stdout.
import { setImmediate as turn } from 'node:timers/promises';

const [name, folder, warmUp, steps] = [
  ...process.argv.slice(2, 4),
  ...process.argv.slice(4).map(Number),
];
const BATCH = 64;
const built = (file) =>
  import(new URL(`../../packages/objectives/dist/mnist/${file}`, import.meta.url));
const { openBackend } = await built('backend.js');
const { createTrainer } = await built('trainer.js');
const { recipeOf } = await built('presets.js');
const { readDigits } = await built('data.js');

const backend = await openBackend({ backend: name }, {});
const count = BATCH * (warmUp + steps);
const [digits] = await readDigits(folder, [{ set: 'train', first: 0, count }]);
const trainer = createTrainer(backend, recipeOf({ lr: 0.002, dropout2Rate: 0.3 }), 1);
const ends = [];
const cpuEnds = [];
for (let step = 0; step < warmUp + steps; step++) {
  await turn();
  trainer.step(digits, step * BATCH, BATCH, step);
  ends.push(performance.now());
  const { user, system } = process.cpuUsage();
  cpuEnds.push((user + system) / 1000);
}
const lengths = (all) =>
  all
    .slice(1)
    .map((end, index) => end - all[index])
    .slice(warmUp - 1);
const weights = trainer.weights().reduce((sum, { length }) => sum + length, 0);
console.log(
  JSON.stringify({
    times: lengths(ends),
    cpuTimes: lengths(cpuEnds),
    peakMiB: process.resourceUsage().maxRSS / 1024,
    weights,
    versions: { backend: backend.infos[0].value },
  }),
);
