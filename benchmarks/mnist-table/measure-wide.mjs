/**
 * Measures the wide table of `mnist-table`: a header, then one JSON line for each training, until there are `--lines`
 * trainings. It can be stopped at any moment and goes on where it stopped: the n-th line is always the same
 * point and seed, and lines are written in order, whichever process finishes first.
 *
 *   nice -n 19 npm run mnist-table-wide -w benchmarks [-- --lines 300 --processes 2]
 *
 * Values come from TensorFlow with one thread a process; in their last digits they depend on the processor. `--check`
 * trains one line again with the public objective and compares.
 */
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { flagsOf, whole } from '../flags.mjs';
import { completeLines, fail, measureInOrder } from './lines.mjs';

const data = new URL('../../packages/objectives/data/mnist-table-wide.jsonl', import.meta.url);
const flags = flagsOf({
  lines: { type: 'string', default: '300' },
  processes: { type: 'string', default: '1' },
  file: { type: 'string', default: fileURLToPath(data) },
  check: { type: 'string' },
});
const { file } = flags;

const append = (line) => appendFileSync(file, `${JSON.stringify(line)}\n`);

let [header, ...lines] = completeLines(file);

const child = './evaluate-wide.mjs';

/** Values of another backend do not belong in the same table. */
function begin(own) {
  if (header === undefined) append((header = own));
  else if (JSON.stringify(header) !== JSON.stringify(own))
    fail(`The table is of ${JSON.stringify(header)}, but this is ${JSON.stringify(own)}.`);
}

if (flags.check !== undefined) {
  const index = whole('--check', flags.check, 0);
  const { accuracy, tested } = lines[index] ?? fail(`The table has no line ${index} yet.`);
  const take = (again) => {
    const texts = [
      `${accuracy} and ${tested} in the table`,
      `${again.accuracy} and ${again.tested} now`,
    ];
    console.error(`line ${index}: ${texts.join(', ')}`);
    if (again.accuracy !== accuracy || again.tested !== tested) process.exitCode = 1;
  };
  const only = { first: index, last: index + 1, processes: 1 };
  await measureInOrder({ child, ...only, isCheck: true, begin, take });
} else {
  const last = whole('--lines', flags.lines);
  const processes = whole('--processes', flags.processes);
  const take = (line, index) => {
    append(line);
    console.error(`${index + 1}/${last}  ${line.accuracy}  ${line.tested}  ${line.seconds} s`);
  };
  await measureInOrder({ child, first: lines.length, last, processes, begin, take });
}
