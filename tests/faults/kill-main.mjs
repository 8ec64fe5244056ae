// Kills the command at random moments and starts it again, until its studies are complete; then looks
// for what was acknowledged and is lost, for what is stored twice, and for a table that is not the one
// of the uninterrupted run.
// With --pairs two commands search each comparison at once, and each is killed.
//   node tests/faults/kill-main.mjs [--kills 200] [--parallel 1] [--trials 300] [--pairs]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { faultsOf, tableOf } from './database.mjs';
import { killHard } from './kill-hard.mjs';

const number = (name, otherwise) => ({ [name]: { type: 'string', default: String(otherwise) } });
const { values } = parseArgs({
  options: {
    ...number('kills', 200),
    ...number('parallel', 1),
    ...number('trials', 300),
    pairs: { type: 'boolean' },
  },
});
const [kills, parallel, trials] = ['kills', 'parallel', 'trials'].map((name) => +values[name]);
const { pairs = false } = values;
const isOrdered = parallel === 1 && !pairs;
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tune-kill-'));

const argsOf = (seed, file, isolated) => [
  ...['packages/cli/bin/tune.js', 'compare', '--objective', 'tests/fixtures/quick.mjs'],
  // The climber starts from the best so far, so that anything lost shows in every later point.
  ...['--strategies', 'random,examples/strategy/nearby.mjs', '--seed', String(seed)],
  ...['--trials', String(trials), '--json', '--storage', file, '--max-retries', '1000'],
  ...(isolated ? ['--parallel', String(parallel)] : []),
];

/** One start; killed after a while, if one is given. @returns exit code, or null if it was killed */
function start(args, acknowledge, killAfterMs) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let rest = '';
    let errors = '';
    let timer;
    child.stderr.on('data', (data) => {
      errors += data;
      // It counts from the moment at which the command has said what it does: the rest is loading.
      if (killAfterMs !== undefined) timer ??= setTimeout(() => killHard(child), killAfterMs);
    });
    child.stdout.on('data', (data) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop();
      for (const line of lines) acknowledge(JSON.parse(line));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code !== null && code !== 0) process.stdout.write(errors);
      resolve(code);
    });
  });
}

/** The memory of a process and how long it took to start are not the same twice. */
const withoutMetrics = (table) =>
  Object.fromEntries(
    Object.entries(table).map(([trial, { point, seed, outcome }]) => {
      const { metrics: _metrics, ...same } = outcome ?? {};
      return [trial, { point, seed, outcome: same }];
    }),
  );

/** One start, or two at once. @returns the exit codes */
const startAll = (args, acknowledge, killAfterMs) =>
  Promise.all(
    Array.from({ length: pairs ? 2 : 1 }, (_, index) => {
      const after =
        killAfterMs === undefined ? undefined : killAfterMs * (1 + index * Math.random());
      return start(args, acknowledge, after);
    }),
  );

const began = performance.now();
const faults = [];
let [killed, starts, acknowledgedInAll, studies, landed] = [0, 0, 0, 0, 0];
for (let seed = 1; killed < kills; seed++) {
  const whole = join(folder, `whole-${seed}.db`);
  const from = performance.now();
  await start(argsOf(seed, whole, parallel > 1), () => undefined);
  const wholeMs = performance.now() - from;

  const file = join(folder, `killed-${seed}.db`);
  const acknowledged = new Map();
  const acknowledge = (event) => {
    if (event.type === 'trial') acknowledged.set(`${event.study}/${event.number}`, event.value);
  };
  for (;;) {
    const isLast = killed >= kills;
    // Mostly within the run, now and then while it loads or only after it.
    const after = isLast ? undefined : Math.random() ** 2 * wholeMs * 0.5;
    const before = acknowledged.size;
    const codes = await startAll(argsOf(seed, file, parallel > 1), acknowledge, after);
    starts += codes.length;
    const ended = codes.filter((one) => one === null).length;
    killed += ended;
    if (ended > 0 && acknowledged.size > before) landed += ended;
    const wrong = codes.find((one) => one !== null && one !== 0);
    const code = wrong ?? (ended > 0 ? null : 0);
    // Killed before there was a file.
    if (code === null && !existsSync(file)) continue;
    faults.push(...faultsOf(file, acknowledged).map((fault) => `seed ${seed}: ${fault}`));
    if (code === 0) break;
    if (code !== null) {
      faults.push(`seed ${seed}: the command ended with ${code}`);
      break;
    }
  }
  const table = tableOf(file);
  const count = Object.values(table).filter(({ outcome }) => outcome?.state === 'complete').length;
  if (count !== 2 * trials)
    faults.push(`seed ${seed}: ${count} complete trials, not ${2 * trials}`);
  if (isOrdered && !isDeepStrictEqual(withoutMetrics(table), withoutMetrics(tableOf(whole)))) {
    faults.push(`seed ${seed}: the table is not that of the uninterrupted run`);
  }
  acknowledgedInAll += acknowledged.size;
  studies += 2;
}
rmSync(folder, { recursive: true });
process.stdout.write(
  [
    `kill -9 of the command, ${pairs ? 'two at once' : parallel === 1 ? 'sequential' : `${parallel} workers`}, ${availableParallelism()} cores, Node ${process.versions.node}`,
    `  kills               ${killed} (${landed} of them after acknowledged trials of that start)`,
    `  studies             ${studies} of ${trials} trials, ${starts} starts`,
    `  acknowledged        ${acknowledgedInAll} trials`,
    `  faults              ${faults.length}`,
    `  time                ${Math.round((performance.now() - began) / 1000)} s`,
    ...faults.slice(0, 20).map((fault) => `  ${fault}`),
    '',
  ].join('\n'),
);
process.exitCode = faults.length === 0 ? 0 : 1;
