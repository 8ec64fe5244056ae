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
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { flagsOf, whole } from '../flags.mjs';

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

/** The complete lines of the file; half a line at the end, left by a kill, is cut off. */
function measured() {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  const lines = whole.split('\n').slice(0, -1).map(JSON.parse);
  lines.forEach((line, index) => {
    if (line.index === index && line.kernels === kernels) return;
    fail(`Line ${index + 1} is of other kernels or out of order; start a new table.`);
  });
  return lines;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Measures lines `first` to `last - 1` and passes them on in order. */
function measure(first, last, processes, take) {
  const done = new Map();
  let [next, written] = [first, first];
  return new Promise((resolve) => {
    for (let index = 0; index < Math.min(processes, last - first); index++) {
      const child = fork(new URL('./evaluate.mjs', import.meta.url));
      const give = () => (next < last ? child.send(next++) : child.disconnect());
      child.on('message', (line) => {
        done.set(line.index, line);
        for (; done.has(written); done.delete(written++)) take(done.get(written));
        give();
        if (written === last) resolve();
      });
      child.on('exit', (code, signal) => {
        if (code !== 0) fail(`A process of the measurement ended: ${signal ?? code}.`);
      });
      give();
    }
  });
}

const lines = measured();
// Children end with this process, because their channel closes.
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
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
