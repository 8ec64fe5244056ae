// How a study of many trials behaves, what storing an outcome costs, and what two processes at once do
// to one study.
//   node --expose-gc tests/faults/load.mjs [--trials 100000] [--seconds 5] [--judge]
// Prints the table of docs/concepts/durability.md. Times are only printed; with --judge, on a machine
// with nothing else to do, limits are faults.
import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createStudy, float, memoryStorage, space } from '@tune/core';
import { evaluationSeedOf } from '@tune/core/plugin';
import { sqliteStorage } from '@tune/runtime';
import { random } from '@tune/strategies';
import { faultsOf, tableOf } from './database.mjs';

const number = (name, otherwise) => ({ [name]: { type: 'string', default: String(otherwise) } });
const { values } = parseArgs({
  options: { ...number('trials', 100_000), ...number('seconds', 5), judge: { type: 'boolean' } },
});
const [trials, seconds] = [+values.trials, +values.seconds];
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'packages/cli/bin/tune.js');
const folder = mkdtempSync(join(tmpdir(), 'tune-load-'));
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const say = (what, figure) =>
  process.stdout.write(`| ${what.padEnd(56)} | ${figure.padEnd(45)} |\n`);
const faults = [];

process.stdout.write(
  `${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)} at the start\n\n`,
);
say('`node --expose-gc tests/faults/load.mjs`', 'figure');
say('-'.repeat(56), '-'.repeat(45));

/** Seconds of processor that a process has had; undefined if the system does not tell. */
function processorOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (+fields[11] + +fields[12]) / 100;
  } catch {
    return undefined;
  }
}

/** Seconds until the command has said what `isThere` waits for, and what processor it had until then. */
function secondsUntil(args, isThere) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, [bin, ...args], { cwd: root });
    let text = '';
    let found;
    let processor;
    const look = (data) => {
      text += data;
      if (found !== undefined || !isThere(text)) return;
      found = (performance.now() - began) / 1000;
      processor = processorOf(child.pid);
      child.kill('SIGKILL');
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('close', (code) =>
      found === undefined && code !== 0
        ? reject(new Error(text))
        : resolve({ wall: found ?? (performance.now() - began) / 1000, processor }),
    );
  });
}

/** Asks and tells for some seconds. @returns trials a second */
async function rate(storage, name) {
  const study = await createStudy({
    ...{ name, space: { x: float(0, 1), y: float(0, 1) } },
    ...{ strategy: random(), storage, seed: 1 },
  });
  const began = performance.now();
  const cpu = process.cpuUsage();
  let count = 0;
  while (performance.now() - began < seconds * 1000) {
    const trial = await study.ask();
    await study.tell(trial, trial.point.x);
    count += 1;
  }
  const perSecond = (count / (performance.now() - began)) * 1000;
  const { user, system } = process.cpuUsage(cpu);
  const ms = (user + system) / 1000 / count;
  return {
    perSecond,
    shown: `${Math.round(perSecond)} / s, ${ms.toFixed(2)} ms of processor each`,
  };
}

// What an outcome costs, beside a plain fsync of 4 KiB on the same disk, in turns.
{
  const storage = sqliteStorage(join(folder, 'fsync.db'));
  const plain = openSync(join(folder, 'plain'), 'w');
  const study = await createStudy({
    ...{ name: 's', space: { x: float(0, 1) }, seed: 1, strategy: random(), storage },
  });
  const [tells, asks, syncs] = [[], [], []];
  for (let n = 0; n < 200; n++) {
    let began = performance.now();
    const trial = await study.ask();
    asks.push(performance.now() - began);
    began = performance.now();
    await study.tell(trial, n);
    tells.push(performance.now() - began);
    began = performance.now();
    writeSync(plain, Buffer.alloc(4096));
    fsyncSync(plain);
    syncs.push(performance.now() - began);
  }
  closeSync(plain);
  await storage.close();
  say('an ask, stored', `${median(asks).toFixed(2)} ms`);
  say('a tell, on disk (durability full)', `${median(tells).toFixed(2)} ms`);
  say('a plain write and fsync of 4 KiB', `${median(syncs).toFixed(2)} ms`);
}

for (const durability of ['normal', 'full']) {
  const storage = sqliteStorage(join(folder, `${durability}.db`), { durability });
  const { perSecond, shown } = await rate(storage, 's');
  await storage.close();
  say(`trials asked and told, durability ${durability}`, shown);
  if (values.judge && durability === 'normal' && perSecond < 1000)
    faults.push('fewer than 1,000 trials / s');
}
say('trials asked and told, in memory', (await rate(memoryStorage(), 's')).shown);

// Many trials.
{
  const searched = space({ x: float(-2, 2), y: float(-2, 2) });
  const file = join(folder, 'many.db');
  const search = ['run', '--objective', 'tests/fixtures/quick.mjs', '--strategy', 'random'];
  execFileSync(process.execPath, [bin, ...search, '--trials', '1', '--storage', file], {
    ...{ cwd: root, stdio: 'ignore' },
  });
  const storage = sqliteStorage(file, { durability: 'normal' });
  const [{ name: comparison, runs }] = await storage.catalog.comparisons();
  const [{ study: name }] = runs;
  const events = [];
  for await (const event of storage.read(name, 0)) events.push(event);
  const [started, ended] = ['trial-started', 'trial-ended'].map((type) =>
    events.find((event) => event.type === type),
  );
  const { seed: studySeed, evaluationSeed } = events[0];
  let version = events.length;
  for (let number = 2; number <= trials;) {
    const batch = [];
    for (; batch.length < 10_000 && number <= trials; number++) {
      const point = { x: (number % 997) / 997, y: number / trials };
      const seed = evaluationSeedOf(evaluationSeed ?? studySeed, searched, point, 0);
      const outcome = { state: 'complete', values: [1 + point.x + point.y] };
      batch.push({ ...started, number, point, seed }, { ...ended, number, outcome });
    }
    version = await storage.append(name, batch, { expectedVersion: version });
  }
  await storage.close();
  const where = ['--storage', file];
  const within = async (what, args, isThere) => {
    const list = [];
    for (let n = 0; n < 5; n++) list.push(await secondsUntil([...args, ...where], isThere));
    const wall = median(list.map((one) => one.wall));
    const processors = list.flatMap(({ processor }) => processor ?? []);
    const more = processors.length === 0 ? '' : `, ${median(processors).toFixed(2)} s of processor`;
    say(`${what}, ${trials.toLocaleString('en-US')} trials`, `${wall.toFixed(2)} s${more}`);
    if (values.judge && wall > 1) faults.push(`${what} took more than 1 s`);
  };
  const help = await secondsUntil(['--help'], () => false);
  say('`tune --help`, for comparison', `${help.wall.toFixed(2)} s`);
  await within('`tune ls`', ['ls'], () => false);
  await within('`tune show`', ['show', comparison], () => false);
  const more = ['resume', comparison, '--trials', String(trials + 1000), '--json'];
  await within('`tune resume` until its first new trial', more, (text) =>
    text.includes('"type":"trial"'),
  );

  const again = sqliteStorage(file, { durability: 'normal' });
  const study = await createStudy({
    ...{ name, space: searched, strategy: random(), storage: again, seed: events[0].seed },
    ...(evaluationSeed === undefined ? {} : { evaluationSeed }),
    budget: { trials: 2 * trials + 5000 },
  });
  await study.ask();
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  const began = performance.now();
  for (let n = 0; n < 1000; n++) {
    const trial = await study.ask();
    await study.tell(trial, 2);
  }
  const ms = (performance.now() - began) / 1000;
  globalThis.gc?.();
  const kept = (process.memoryUsage().heapUsed - heap) / 1000;
  await again.close();
  say('an ask and a tell behind them', `${ms.toFixed(2)} ms`);
  if (globalThis.gc) say('memory that each leaves behind', `${(kept / 1024).toFixed(1)} KiB`);
}

// Two processes on one study.
{
  const file = join(folder, 'two.db');
  const args = ['run', '--objective', 'tests/fixtures/quick.mjs', '--strategy', 'random', '--json'];
  const acknowledged = [];
  const run = () =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [bin, ...args, '--trials', '400', '--storage', file], {
        cwd: root,
      });
      let text = '';
      child.stdout.on('data', (data) => (text += data));
      child.on('close', (code) => {
        if (code !== 0) faults.push(`one of two processes ended with ${code}`);
        const events = text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
        acknowledged.push(...events.filter(({ type }) => type === 'trial'));
        resolve();
      });
    });
  await Promise.all([run(), run()]);
  const [study] = Object.keys(tableOf(file)).map((trial) => trial.slice(0, trial.lastIndexOf('/')));
  const pairs = acknowledged.map(({ number, value }) => [`${study}/${number}`, value]);
  const found = faultsOf(file, new Map(pairs));
  if (new Set(pairs.map(([trial]) => trial)).size !== pairs.length) found.push('a trial ran twice');
  const table = Object.values(tableOf(file));
  const points = new Set(table.map(({ point }) => JSON.stringify(point)));
  if (table.length !== 400 || points.size !== 400) found.push(`${points.size} points, not 400`);
  say('two processes on one study of 400 trials', `${found.length} faults`);
  faults.push(...found);
}

rmSync(folder, { recursive: true });
process.stdout.write(faults.map((fault) => `  FAULT ${fault}\n`).join(''));
process.exitCode = faults.length === 0 ? 0 : 1;
