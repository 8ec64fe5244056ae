/**
 * Measures points of the tutorial's space, one JSON line each, until `--points` are there. It may be
 * stopped at any moment, and goes on where it stopped: the n-th line is always the same point and seed.
 *
 *   nice -n 19 npm run mnist-table -w benchmarks [-- --points 100]
 *
 * The points are the R2 sequence, whose every beginning covers the square evenly (Roberts, 2018). Every
 * fifth line measures an earlier point again with another seed: that is the noise. Values come from
 * WebAssembly, in one thread, and do not depend on the machine.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { evaluationSeedOf } from '@tune/core';
import { mnist } from '@tune/objectives/mnist';

const { values } = parseArgs({ options: { points: { type: 'string', default: '100' } } });
const file = new URL('./table.jsonl', import.meta.url);
const kernels = new URL('../../packages/objectives/wasm/kernels.wasm', import.meta.url);
/** Values of other kernels differ in their last digits, and so do not belong into one table. */
const made = createHash('sha256').update(readFileSync(kernels)).digest('hex').slice(0, 12);

const REPEAT_EVERY = 5;
const SEED = 1;
/** 1 / g and 1 / g^2 of the root g of g^3 = g + 1. */
const STEPS = [0.7548776662466927, 0.5698402909980532];

const objective = mnist({ preset: 'tutorial', backend: 'wasm' });

/** Point and seed of line `index`. */
function entryOf(index) {
  const repeats = Math.floor((index + 1) / REPEAT_EVERY);
  const isRepeat = (index + 1) % REPEAT_EVERY === 0;
  // The repeats walk through the points that were measured, from the first on.
  const number = isRepeat ? repeats - 1 : index - repeats;
  const unit = Float64Array.from(STEPS, (step) => (0.5 + step * (number + 1)) % 1);
  const point = objective.space.decode(unit);
  return { number, point, seed: evaluationSeedOf(SEED, objective.space, point, isRepeat ? 1 : 0) };
}

/** Whole lines that are there; half a line at the end, left by a kill, is cut off. */
function measured() {
  if (!existsSync(file)) return 0;
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  const lines = whole.split('\n').slice(0, -1).map(JSON.parse);
  lines.forEach((line, index) => {
    if (line.index === index && line.kernels === made) return;
    console.error(`Line ${index + 1} is of other kernels or out of order: begin a new table.`);
    process.exit(1);
  });
  return lines.length;
}

const total = Number(values.points);
const stop = new AbortController();
process.on('SIGINT', () => stop.abort('interrupted'));
process.on('SIGTERM', () => stop.abort('interrupted'));
for (let index = measured(); index < total && !stop.signal.aborted; index++) {
  const { number, point, seed } = entryOf(index);
  const began = process.cpuUsage();
  try {
    const accuracy = await objective.evaluate(point, {
      seed,
      signal: stop.signal,
      report: () => undefined,
    });
    const { user, system } = process.cpuUsage(began);
    const seconds = Math.round((user + system) / 1e5) / 10;
    const line = { index, number, point, seed, accuracy, seconds, kernels: made };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
    console.error(`${index + 1}/${total}  ${accuracy}  ${seconds} s of processor`);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
}
