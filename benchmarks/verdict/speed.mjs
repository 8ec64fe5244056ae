// Processor time of a verdict made of stored trials, beyond that of `tune --version`: 5 strategies x 40 repeats x
// 200 trials on branin, judged anew with another rope, and shown as it is stored. Medians of alternating runs.
//   npm run verdict:speed -w benchmarks [-- --runs 7 --repeats 40 --trials 200]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flagsOf, whole } from '../flags.mjs';

const flags = flagsOf({
  runs: { type: 'string', default: '7' },
  repeats: { type: 'string', default: '40' },
  trials: { type: 'string', default: '200' },
});
const RUNS = whole('--runs', flags.runs);
const repeats = whole('--repeats', flags.repeats);
const trials = whole('--trials', flags.trials);
const bin = fileURLToPath(new URL('../../packages/cli/bin/tune.js', import.meta.url));

/** Each process says at its end what it has used. */
const MARK = 'processor time in microseconds: ';
const AT_EXIT = `import { writeSync } from 'node:fs';
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeSync(2, '${MARK}' + (user + system));
});`;
const telling = `--import=data:text/javascript,${encodeURIComponent(AT_EXIT)}`;

/** Milliseconds; a claim that does not hold, or cannot be decided, ends with another code than 0. */
function processorTime(args) {
  const { stderr, stdout, status } = spawnSync(process.execPath, [telling, bin, ...args], {
    encoding: 'utf8',
  });
  const [, used] = stderr.split(MARK);
  if (used === undefined || stdout === '')
    throw new Error(`${args[0]} ended with ${status}: ${stderr}`);
  return Number(used) / 1000;
}

const folder = mkdtempSync(join(tmpdir(), 'verdict-speed-'));
try {
  const storage = ['--storage', join(folder, 'tune.db')];
  const strategies = Array(5).fill('random').join(',');
  const size = ['--strategies', strategies, '--repeats', `${repeats}`, '--trials', `${trials}`];
  const made = spawnSync(process.execPath, [
    ...[bin, 'compare', '--objective', 'branin', ...size, ...storage],
  ]);
  if (made.status !== 0) throw new Error(`compare ended with ${made.status}: ${made.stderr}`);
  const commands = {
    '--version': ['--version'],
    'judged anew': ['assert', 'branin', '--rope', '0.01', '--winner', 'random', ...storage],
    'as stored': ['show', 'branin', ...storage],
  };
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let run = 0; run < RUNS; run++) {
    for (const [name, args] of Object.entries(commands)) times[name].push(processorTime(args));
  }
  const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  const start = median(times['--version']);
  console.log(
    `node ${process.version}, ${cpus()[0].model}; ${5 * repeats} runs of ${trials} trials; median of ${RUNS}`,
  );
  for (const [name, list] of Object.entries(times)) {
    const [all, beyond] = [median(list), median(list) - start].map((ms) => ms.toFixed(0));
    console.log(
      `${name.padEnd(12)} ${all.padStart(5)} ms, ${beyond.padStart(5)} ms beyond --version`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
