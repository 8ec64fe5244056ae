// Faults of the processes that trials run in: node tests/faults/workers.mjs [--short]
// Prints figures, and ends with 1 where one of them is not as it has to be.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createStudy, createRng } from '@tune/core';
import { processClock, processLease, processPool, sqliteStorage } from '@tune/runtime';
import { random } from '@tune/strategies';

const short = process.argv.includes('--short');
setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc');
const module = new URL('../fixtures/brief.mjs', import.meta.url).href;
const objective = { module, export: 'default', version: '', options: {} };
const { default: brief } = await import(module);
let isSound = true;

function check(what, fine) {
  console.log(`  ${fine ? 'ok  ' : 'FAIL'} ${what}`);
  isSound &&= fine;
}

/** Process ids of the workers of this process, those that have ended and were not yet fetched left out. */
function children() {
  const { pid } = process;
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((child) => child !== '' && isWorker(child))
    .map(Number);
}

function isWorker(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker.js');
  } catch {
    return false;
  }
}

/** kill -9 of workers at random moments, while a stored study runs. */
async function killWorkers(trials, size, seed) {
  console.log(`kill -9 of workers at random: ${trials} trials, ${size} processes, seed ${seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'tune-faults-'));
  const storage = sqliteStorage(join(folder, 'tune.db'));
  const pool = processPool({ size, objective });
  const definition = {
    ...{ name: 'brief', space: brief.space, direction: 'minimize', seed, budget: { trials } },
    ...{ strategy: random(), storage, clock: processClock, lease: processLease() },
  };
  const study = await createStudy(definition);
  const rng = createRng(seed);
  let kills = 0;
  let over = false;
  const killer = (async () => {
    while (!over) {
      await wait(20 + rng.integer(180));
      const pids = children();
      if (pids.length === 0 || over) continue;
      process.kill(pids[rng.integer(pids.length)], 'SIGKILL');
      kills += 1;
    }
  })();
  const ended = [];
  for await (const event of study.optimize(pool)) {
    if (event.type === 'trial-ended') ended.push(event.trial.number);
  }
  over = true;
  await killer;
  await pool.close();
  const again = await createStudy(definition);
  const states = again.trials.map(({ state }) => state);
  const failed = again.trials.filter(({ state }) => state === 'failed');
  const count = (state) => states.filter((one) => one === state).length;
  console.log(`  ${kills} kills; ${count('complete')} complete, ${failed.length} failed`);
  check(
    `${trials} trials have ended, each once`,
    new Set(ended).size === trials && ended.length === trials,
  );
  check('all of them are stored, none is running', count('complete') + failed.length === trials);
  check(
    'some were killed, and each says by what',
    failed.length > 0 && failed.every(({ outcome }) => /SIGKILL|set up/.test(outcome.reason)),
  );
  check(
    'every complete one has its own value',
    again.trials.every(({ state, value, point }) => state !== 'complete' || value === point.x),
  );
  check('no process is left', children().length === 0);
  study.close();
  again.close();
  storage.close();
  rmSync(folder, { recursive: true });
}

/** The parent's memory over many trials in the pool. */
async function memory(trials) {
  console.log(`memory of the parent: ${trials} trials with 10 reports each, 2 processes`);
  const pool = processPool({ size: 2, objective, maxTrialsPerProcess: 100 });
  const marks = [];
  let submitted = 0;
  let ended = 0;
  let coldest = 0;
  const warm = [];
  const submit = () => {
    submitted += 1;
    pool.submit({
      trialId: submitted,
      attempt: 1,
      token: '',
      point: { x: 0.1 },
      seed: 1,
      timeoutMs: 600_000,
    });
  };
  while (pool.slots() > 0) submit();
  for await (const event of pool.outcomes()) {
    if (event.type !== 'ended') continue;
    ended += 1;
    const { startSeconds } = event.outcome.metrics;
    coldest = Math.max(coldest, startSeconds);
    warm.push(startSeconds);
    if (ended % (trials / 5) === 0) {
      collect();
      const { rss, heapUsed } = process.memoryUsage();
      marks.push({ rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20 });
      console.log(
        `  after ${ended}: resident ${marks.at(-1).rss.toFixed(1)} MiB, heap ${marks.at(-1).heap.toFixed(2)} MiB`,
      );
    }
    if (ended === trials) break;
    if (submitted < trials) submit();
  }
  await pool.close();
  const middle = warm.toSorted((a, b) => a - b)[warm.length >> 1];
  console.log(
    `  start of a trial: ${(middle * 1000).toFixed(2)} ms in a warm process (median), ${(coldest * 1000).toFixed(0)} ms with the process (longest)`,
  );
  check(
    'the heap is flat: less than 1 MiB from the first fifth to the end',
    marks.at(-1).heap - marks[0].heap < 1,
  );
  check('so is what is resident: less than 24 MiB', marks.at(-1).rss - marks[0].rss < 24);
}

console.log(`${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}`);
const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
console.log(`load ${load}`);
for (const seed of short ? [1] : [1, 2, 3]) await killWorkers(short ? 60 : 500, 4, seed);
await memory(short ? 200 : 1000);
process.exitCode = isSound ? 0 : 1;
