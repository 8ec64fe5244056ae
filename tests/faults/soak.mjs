// Opens and closes a file thousands of times and runs trials on it, some of them in child processes, and
// looks at what this process holds: open files, memory, timers. A fault is what grows. Larger counts take
// longer: 300,000 and 1,500,000 about an hour.
//   node tests/faults/soak.mjs [--count 10000] [--trials 50000] [--pools 100]
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createStudy } from '@tune/core';
import { processPool, sqliteStorage } from '@tune/runtime';
import { random } from '@tune/strategies';
import quick from '../fixtures/quick.mjs';
import { integrityFaults } from './database.mjs';

const number = (name, otherwise) => ({ [name]: { type: 'string', default: String(otherwise) } });
const { values } = parseArgs({
  options: { ...number('count', 10_000), ...number('trials', 50_000), ...number('pools', 100) },
});
const [count, trials, pools] = ['count', 'trials', 'pools'].map((name) => +values[name]);
const each = Math.max(1, Math.round(trials / count));
const poolEvery = Math.max(1, Math.floor(count / pools));

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const MIB = 2 ** 20;
/** Growth of memory from the middle to the end that is not noise of the allocator. */
const NOISE_MIB = 48;

const folder = mkdtempSync(join(tmpdir(), 'tune-soak-'));
const file = join(folder, 'tune.db');
const reference = {
  ...{ module: new URL('../fixtures/quick.mjs', import.meta.url).href, export: 'default' },
};
const began = performance.now();

function look(round, stored) {
  collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const found = {
    descriptors: readdirSync('/proc/self/fd').length,
    memory: rss / MIB,
    heap: (heapUsed + external) / MIB,
    active: process.getActiveResourcesInfo().length,
  };
  const shown = [
    `${String(round).padStart(7)} opened, ${stored} trials:`,
    `${found.descriptors} descriptors, ${found.memory.toFixed(0)} MiB of memory,`,
    `${found.heap.toFixed(1)} MiB of heap, ${found.active} active resources,`,
    `${Math.round((performance.now() - began) / 1000)} s`,
  ];
  process.stdout.write(`${shown.join(' ')}\n`);
  return found;
}

let stored = 0;
async function round(index) {
  const storage = sqliteStorage(file);
  // A new study for each hundred rounds: memory is to depend on what is open, not on what was stored.
  const perStudy = 100;
  const study = await createStudy({
    ...{ name: `soak-${Math.floor(index / perStudy)}`, space: quick.space, seed: 1 },
    ...{ direction: quick.direction, strategy: random(), storage },
  });
  const isPooled = index % poolEvery === poolEvery - 1;
  const executor = isPooled ? processPool({ concurrency: 2, objective: reference }) : undefined;
  const options = executor === undefined ? {} : { executor };
  await study.optimize(quick, { trials: each, ...options });
  stored += each;
  await executor?.close();
  await study.dispose();
  await storage.close();
}

const looks = [];
// What is loaded once is there after the first rounds.
const start = Math.min(Math.ceil(count / 20), 200) + poolEvery;
for (let index = 0; index < count; index += 1) {
  await round(index);
  if ([start, Math.floor(count / 2), count - 1].includes(index))
    looks.push(look(index + 1, stored));
}
const [first, middle, last] = looks;
const faults = integrityFaults(file);
const storage = sqliteStorage(file);
const complete = (await storage.catalog.studies()).reduce(
  (sum, one) => sum + one.trials.complete,
  0,
);
await storage.close();
if (complete !== stored) faults.push(`${complete} trials are stored, not ${stored}`);
if (last.descriptors > first.descriptors) faults.push('open files grow');
// One more or less is a pipe that is being closed.
if (last.active > first.active + 3) faults.push('active resources grow');
if (last.memory - middle.memory > NOISE_MIB) faults.push('memory grows');
if (last.heap - middle.heap > 2) faults.push('the heap grows');
rmSync(folder, { recursive: true });
process.stdout.write(
  `soak: ${count} times opened, ${stored} trials, ${faults.length} faults${faults.map((fault) => `\n  ${fault}`).join('')}\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
