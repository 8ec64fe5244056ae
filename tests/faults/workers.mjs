// Faults of the processes that trials run in: node tests/faults/workers.mjs [--short]
// Prints figures, and ends with 1 if one of them is not as it has to be.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createStudy } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { processPool, sqliteStorage } from '@tune/runtime';
import { random } from '@tune/strategies';

const short = process.argv.includes('--short');
setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc');
const module = new URL('../fixtures/brief.mjs', import.meta.url).href;
const reference = { module, export: 'default', version: '', options: {} };
const { default: brief } = await import(module);
let isSound = true;

function check(what, fine) {
  console.log(`  ${fine ? 'ok  ' : 'FAIL'} ${what}`);
  isSound &&= fine;
}

/** Process ids of the workers of this process, without those that have ended and were not yet fetched. */
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
async function killWorkers(trials, concurrency, seed, maxRetries) {
  console.log(
    `kill -9 of workers at random: ${trials} trials, ${concurrency} processes, ${maxRetries} retries, seed ${seed}`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'tune-faults-'));
  const storage = sqliteStorage(join(folder, 'tune.db'));
  const pool = processPool({ concurrency, objective: reference });
  const definition = {
    ...{ name: 'brief', space: brief.space, seed, budget: { trials } },
    ...{ strategy: random(), storage, maxRetries },
  };
  const study = await createStudy(definition);
  const rng = createRng(seed);
  let kills = 0;
  let over = false;
  let begin;
  const begun = new Promise((resolve) => (begin = resolve));
  const killer = (async () => {
    // A set-up that is killed is no outcome of a trial: the search ends.
    await begun;
    while (!over) {
      await wait(20 + rng.integer(180));
      const pids = children();
      if (pids.length === 0 || over) continue;
      process.kill(pids[rng.integer(pids.length)], 'SIGKILL');
      kills += 1;
    }
  })();
  const ended = [];
  let retried = 0;
  await study.optimize(brief, {
    executor: pool,
    onEvent(event) {
      if (event.type === 'trial-started') begin();
      if (event.type !== 'trial-ended') return;
      if (event.trial.state === 'waiting') retried += 1;
      else ended.push(event.trial.number);
    },
  });
  over = true;
  await killer;
  await pool.close();
  const again = await createStudy(definition);
  const states = again.trials.map(({ state }) => state);
  const failed = again.trials.filter(({ state }) => state === 'failed');
  const count = (state) => states.filter((one) => one === state).length;
  console.log(
    `  ${kills} kills; ${count('complete')} complete, ${failed.length} failed, ${retried} attempts tried again`,
  );
  check(
    `${trials} trials have ended, each once`,
    new Set(ended).size === trials && ended.length === trials,
  );
  check('all of them are stored, none is running', count('complete') + failed.length === trials);
  const times = maxRetries === 0 ? '' : `; it was tried ${maxRetries + 1} times`;
  check(
    'some were killed, and each that failed says by what and how often it was tried',
    failed.length + retried > 0 &&
      failed.every(
        ({ outcome }) => /SIGKILL/.test(outcome.reason) && outcome.reason.endsWith(times),
      ),
  );
  if (maxRetries > 0) check('most of the killed ones were completed', failed.length * 4 < retried);
  check(
    'every complete one has its own value',
    again.trials.every(({ state, value, point }) => state !== 'complete' || value === point.x),
  );
  check('no process is left', children().length === 0);
  await study.dispose();
  await again.dispose();
  await storage.close();
  rmSync(folder, { recursive: true });
}

/** The parent's memory over many trials in the pool. */
async function memory(trials) {
  console.log(`memory of the parent: ${trials} trials with 10 reports each, 2 processes`);
  const pool = processPool({ concurrency: 2, objective: reference, maxTrialsPerProcess: 100 });
  const context = { signal: new AbortController().signal, report: () => undefined };
  const marks = [];
  let begun = 0;
  let ended = 0;
  let coldest = 0;
  const warm = [];
  const runJobs = async () => {
    while (begun < trials) {
      const trial = ++begun;
      const job = { id: `memory/${trial}/1`, study: 'memory', trial, attempt: 1 };
      const outcome = await pool.run({ ...job, point: { x: 0.1 }, seed: 1 }, context);
      ended += 1;
      const { startSeconds } = outcome.metrics ?? {};
      coldest = Math.max(coldest, startSeconds);
      warm.push(startSeconds);
      if (ended % (trials / 5) !== 0) continue;
      collect();
      const { rss, heapUsed } = process.memoryUsage();
      marks.push({ rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20 });
      console.log(
        `  after ${ended}: resident ${marks.at(-1).rss.toFixed(1)} MiB, heap ${marks.at(-1).heap.toFixed(2)} MiB`,
      );
    }
  };
  await Promise.all([runJobs(), runJobs()]);
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
for (const seed of short ? [1] : [1, 2, 3]) await killWorkers(short ? 60 : 500, 4, seed, 3);
await killWorkers(short ? 60 : 500, 4, 1, 0);
await memory(short ? 200 : 1000);
process.exitCode = isSound ? 0 : 1;
