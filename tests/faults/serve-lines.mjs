// Thousands of fuzzed lines for `tune serve`: valid sessions whose keys, values, types and bytes are
// changed, cut and mixed. Every line gets exactly one answer, in order; the process lives; the storage has
// every value that was told, once, and nothing else; memory stays bounded.
//   node tests/faults/serve-lines.mjs [--count 10000] [--seed 1]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { eventsOf, integrityFaults } from './database.mjs';
import { fuzzedLine, randomOf } from './serve-fuzz.mjs';
import { StudyModel } from './serve-model.mjs';

const { values: given } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const [count, seed] = [Number(given.count), Number(given.seed)];
/** Lines of one process; then it ends, or is killed, and the next one goes on with the same study. */
const LINES_OF_PROCESS = 1000;
/** A request that is not answered within this time hangs. */
const ANSWER_MS = 60_000;
/** MiB that lines of any kind may add to the memory of a process. */
const MAX_GROWTH = 150;

const bin = fileURLToPath(new URL('../../packages/cli/bin/tune.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tune-serve-lines-'));
const storage = join(folder, 'tune.db');
const random = randomOf(seed);
const model = new StudyModel();
const faults = [];
const codes = new Map();
let [lines, bytes, empty, deaths, growth] = [0, 0, 0, 0, 0];

const memoryOf = (pid) => {
  if (process.platform !== 'linux') return 0;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024;
};

function start() {
  const child = spawn(process.execPath, [bin, 'serve', '--stdio']);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.on('error', () => undefined);
  let stderr = '';
  child.stderr.on('data', (data) => (stderr = (stderr + data).slice(-2000)));
  const end = new Promise((resolve) => child.once('close', (code) => resolve({ code, stderr })));
  /** The next line of the process as JSON. */
  const answer = async (line) => {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer to ${shown(line)}`)), ANSWER_MS);
    });
    const { value, done } = await Promise.race([answers.next(), late]);
    clearTimeout(timer);
    if (done) throw new Error(`the process ended at ${shown(line)}`);
    return JSON.parse(value);
  };
  return { child, answer, end };
}

const shown = (line) => JSON.stringify(String(line).slice(0, 300));

/** Writes a line in random pieces, so that requests are cut anywhere, or several at once. */
function write(stdin, buffer) {
  for (let from = 0; from < buffer.length;) {
    const to = random.chance(0.7) ? buffer.length : from + 1 + random.below(buffer.length - from);
    stdin.write(buffer.subarray(from, to));
    from = to;
  }
}

while (lines < count && faults.length === 0) {
  const { child, answer, end } = start();
  try {
    child.stdin.write(`${JSON.stringify(model.start(storage))}\n`);
    const begun = await answer('start');
    if (begun.ok !== true) throw new Error(`the start was refused: ${JSON.stringify(begun)}`);
    model.restarted();
    const base = memoryOf(child.pid);
    for (let n = 0; n < LINES_OF_PROCESS && lines < count;) {
      // Several requests are under way at once; the model takes the answers in order.
      const batch = Array.from({ length: 1 + random.below(8) }, () => fuzzedLine(random, model));
      write(
        child.stdin,
        Buffer.concat(batch.map(({ bytes: raw }) => Buffer.concat([raw, Buffer.of(10)]))),
      );
      for (const { request, bytes: raw, isEmpty, isAnswered } of batch) {
        bytes += raw.length;
        if (isEmpty) {
          empty += 1;
          continue;
        }
        n += 1;
        lines += 1;
        const came = await answer(raw);
        const code = came.error === undefined ? 'answered' : came.error.code;
        codes.set(code, (codes.get(code) ?? 0) + 1);
        const isWrong = isAnswered && came.error !== undefined;
        const fault = isWrong ? 'a good request was refused' : model.take(request, came);
        if (fault !== undefined)
          faults.push(`${fault}: ${shown(raw)} got ${shown(JSON.stringify(came))}`);
      }
      if (faults.length > 0) break;
    }
    growth = Math.max(growth, memoryOf(child.pid) - base);
  } catch (error) {
    faults.push(String(error.message));
  }
  // The process ends in one of the ways in which processes end.
  const how = random.pick(['end', 'stop', 'SIGKILL', 'SIGTERM']);
  if (how === 'end') child.stdin.end();
  else if (how === 'stop') child.stdin.write('{"op":"stop"}\n');
  else child.kill(how);
  const { code, stderr } = await end;
  deaths += 1;
  const expected = { end: 0, stop: 0, SIGTERM: 130, SIGKILL: null }[how];
  if (code !== expected || stderr !== '') faults.push(`${how} gave ${code}: ${stderr}`);
}

faults.push(...integrityFaults(storage), ...model.faultsOf(eventsOf(storage)['study'] ?? []));
if (growth > MAX_GROWTH) faults.push(`memory grew by ${Math.round(growth)} MiB`);
rmSync(folder, { recursive: true });
const refused = [...codes].filter(([code]) => code !== 'answered');
process.stdout.write(
  `${lines} lines (${Math.round(bytes / 1e6)} MB, seed ${seed}) and ${empty} empty ones: ${codes.get('answered') ?? 0} answered, ${refused.reduce((sum, [, n]) => sum + n, 0)} refused by ${refused.length} codes; ${deaths} processes, ${model.summary()}; memory +${Math.round(growth)} MiB; ${faults.length} faults\n`,
);
for (const fault of faults.slice(0, 20)) process.stdout.write(`  ${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
