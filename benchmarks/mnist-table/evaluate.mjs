/** The child process of measure.mjs: trains the lines that it is sent, one after another. */
import { mnist } from '@tune/objectives/mnist';
import { answer } from './lines.mjs';
import { entryOf } from './points.mjs';

const objective = mnist({ preset: 'tutorial', backend: 'wasm' });
const { signal } = new AbortController();

answer({}, async (index) => {
  const { number, point, seed } = entryOf(objective.space, index);
  const began = process.cpuUsage();
  const accuracy = await objective.evaluate(point, { seed, signal, report: () => undefined });
  const { user, system } = process.cpuUsage(began);
  const seconds = Math.round((user + system) / 1e5) / 10;
  return { index, number, point, seed, accuracy, seconds };
});
