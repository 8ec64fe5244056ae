/**
 * The child process of measure-wide.mjs: trains the lines that it is sent, one after another. The modules below the
 * public ones score one training twice, on the images of the search and on those of the test; `--check` compares
 * with the public objective.
 */
import { mnist } from '@tune/objectives/mnist';
import { answer } from './lines.mjs';
import { wideEntryOf } from './wide-points.mjs';

const inside = (name) => import(`../../packages/objectives/dist/mnist/${name}.js`);
const [
  { openBackend },
  { mnistFolder, readDigits, MNIST_HASHES },
  { MNIST_PRESETS, recipeOf },
  training,
] = await Promise.all(['backend', 'data', 'presets', 'training'].map(inside));

const { space, images, evaluation, test } = MNIST_PRESETS.wide;
const { signal } = new AbortController();
const context = { signal, threads: 1, progress: () => undefined, report: () => undefined };
const backend = await openBackend({ backend: 'tensorflow' }, context);
const slices = [{ set: 'train', first: 0, count: images }, evaluation, test];
const [digits, searched, held] = await readDigits(mnistFolder(), slices, MNIST_HASHES);

const secondsSince = (began) => {
  const { user, system } = process.cpuUsage(began);
  return Math.round((user + system) / 1e4) / 100;
};

/** One training and its two accuracies; `seconds` are of processor, without the test. */
async function measure(index) {
  const { number, point, seed } = wideEntryOf(space, index);
  const began = process.cpuUsage();
  const trainer = await training.train(backend, digits, recipeOf(point), { ...context, seed });
  const accuracy = await training.accuracyOf(trainer, searched, signal);
  const seconds = secondsSince(began);
  const tested = await training.accuracyOf(trainer, held, signal);
  trainer.dispose();
  return { number, seed, point: Object.values(point), accuracy, tested, seconds };
}

/** What the public objective gives for the line. */
async function check(index) {
  const { point, seed } = wideEntryOf(space, index);
  const objective = mnist({ preset: 'wide', backend: 'tensorflow' });
  const accuracy = await objective.evaluate(point, { ...context, seed });
  const tested = await objective.test().evaluate(point, { ...context, seed });
  return { accuracy, tested };
}

const header = { preset: 'wide', backend: backend.infos[0].value, names: space.names };
answer(header, (index, isCheck) => (isCheck ? check(index) : measure(index)));
