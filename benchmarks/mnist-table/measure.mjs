/**
 * Measures points of the tutorial's space for `mnist-table`, one JSON line each, until the file has
 * `--points` lines. It can be stopped at any moment and goes on where it stopped: the n-th line is always
 * the same point and seed, and lines are written in order, whichever process finishes first.
 *
 *   nice -n 19 npm run mnist-table -w benchmarks [-- --points 100 --processes 2]
 *
 * Values come from WebAssembly, one thread a process, and do not depend on the machine. `--check`
 * measures one line again and compares.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { flagsOf, whole } from '../flags.mjs';
import { completeLines, fail, measureInOrder } from './lines.mjs';

const flags = flagsOf({
  points: { type: 'string', default: '100' },
  processes: { type: 'string', default: '1' },
  check: { type: 'string' },
});
const objectives = new URL('../../packages/objectives/', import.meta.url);
const file = new URL('data/mnist-table.jsonl', objectives);
/** Values of other kernels differ in their last digits, so they do not belong in the same table. */
const kernels = createHash('sha256')
  .update(readFileSync(new URL('wasm/kernels.wasm', objectives)))
  .digest('hex')
  .slice(0, 12);

function measured() {
  const lines = completeLines(file);
  lines.forEach((line, index) => {
    if (line.index === index && line.kernels === kernels) return;
    fail(`Line ${index + 1} is of other kernels or out of order; start a new table.`);
  });
  return lines;
}

const measure = (first, last, processes, take) =>
  measureInOrder({ child: './evaluate.mjs', first, last, processes, begin: () => undefined, take });

const lines = measured();
if (flags.check !== undefined) {
  const index = whole('--check', flags.check, 0);
  const { accuracy } = lines[index] ?? fail(`The table has no line ${index} yet.`);
  await measure(index, index + 1, 1, (again) => {
    console.error(`line ${index}: ${accuracy} in the table, ${again.accuracy} now`);
    if (again.accuracy !== accuracy) process.exitCode = 1;
  });
} else {
  const total = whole('--points', flags.points);
  await measure(lines.length, total, whole('--processes', flags.processes), (line) => {
    appendFileSync(file, `${JSON.stringify({ ...line, kernels })}\n`);
    console.error(`${line.index + 1}/${total}  ${line.accuracy}  ${line.seconds} s of processor`);
  });
}
