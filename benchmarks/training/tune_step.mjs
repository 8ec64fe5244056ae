// Times of single training steps of the same network in tune, as JSON on stdout.
import { setImmediate as turn } from 'node:timers/promises';

const [folder, warmUp, steps] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const BATCH = 64;
const built = (file) =>
  import(new URL(`../../packages/objectives/dist/mnist/${file}`, import.meta.url));
const { provideTensorFlow, loadTensorFlow } = await built('tensorflow/index.js');
const { createTrainer } = await built('trainer.js');
const { readDigits } = await built('data.js');

const { tf } = await loadTensorFlow(await provideTensorFlow());
const count = BATCH * (warmUp + steps);
const [digits] = await readDigits(folder, [{ set: 'train', first: 0, count }]);
const trainer = createTrainer(tf, { lr: 0.002, dropout2Rate: 0.3 }, 1);
const ends = [];
for (let step = 0; step < warmUp + steps; step++) {
  await turn();
  trainer.step(digits, step * BATCH, BATCH, step);
  ends.push(performance.now());
}
const times = ends
  .slice(1)
  .map((end, index) => end - ends[index])
  .slice(warmUp - 1);
const weights = trainer.weights().reduce((sum, { length }) => sum + length, 0);
console.log(
  JSON.stringify({ times, weights, versions: { tensorflow: tf.backend().binding.TF_Version } }),
);
