// Child processes that send what no worker sends, on the channel to the process that started them:
//   node tests/faults/children.mjs [--count 10000] [--seed 1]
// Prints figures, and ends with 1 if a trial did not end once, if one that sent nothing wrong has not its own value,
// or if the parent was held up.
import { closeSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createStudy, float, space } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { processPool } from '@tune/runtime';
import { random } from '@tune/strategies';

const CHANNEL = 3;
const PER_TRIAL = 25;

/** Values that a field may be replaced by. */
const STRANGE = [
  ...[null, true, -1, 0.5, 1e308, 2 ** 53, '', 'NaN', '\0', '\u2028', '__proto__', [], {}],
  ...[{ __proto__: null }, [[[[[[]]]]]], 'x'.repeat(5000), { state: 'complete', values: [1e308] }],
];

const ended = (id, outcome) => ({
  ...{ type: 'ended', id, outcome, beganAt: 1, peakBytes: 1, residentBytes: 1, isWorn: false },
});
const complete = (value) => ({ state: 'complete', values: [value] });

/** Messages that are well formed and say nothing about the job that runs: they change nothing. */
const FORGED = [
  (rng) => ended(`study/${rng.integer(1000)}/1`, complete(99)),
  (rng) => ended('', { state: 'failed', reason: 'x'.repeat(rng.integer(10_000)) }),
  (rng) => ({ type: 'reported', id: `study/${rng.integer(1000)}/1`, step: 1e308, value: 1e308 }),
  (rng) => ({ type: 'reported', id: 'toString', step: rng.integer(10), value: 'NaN' }),
  () => ({ type: 'progress', message: 'x'.repeat(100_000) }),
  () => ({ type: 'ready', infos: [{ label: 'backend', value: 'forged' }] }),
  () => ({ type: 'setup-failed', error: { message: 'forged', code: 'CLI_USAGE' } }),
];

/** One message as it is written, whatever it is. */
const line = (value) => Buffer.from(`${JSON.stringify(value)}\n`);

function withStrangeField(rng, id) {
  const message = [
    { ...ended(id, complete(99)) },
    { type: 'reported', id, step: 1, value: 1 },
    { type: 'ready', infos: [] },
    { type: 'progress', message: 'x' },
  ][rng.integer(4)];
  const keys = Object.keys(message).filter((key) => key !== 'id');
  message[keys[rng.integer(keys.length)]] = STRANGE[rng.integer(STRANGE.length)];
  return line(message);
}

/** What ends its process: bytes, lengths, lines without end, halves of messages. */
const BROKEN = [
  () => Buffer.from('null\n'),
  (rng) => Buffer.from(Array.from({ length: 20 + rng.integer(400) }, () => rng.integer(256))),
  () => Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 10]),
  () => Buffer.concat([Buffer.alloc(5 * 2 ** 20, 'a'), Buffer.from('\n')]),
  () => Buffer.from(`${'['.repeat(100_000)}\n`),
  (rng, id) => Buffer.concat([line(ended(id, complete(1))).subarray(0, 30), Buffer.from('\n')]),
  withStrangeField,
];

/** Writes all of it: the channel does not block. */
function write(bytes) {
  for (let from = 0; from < bytes.length;) {
    try {
      from += writeSync(CHANNEL, bytes, from);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** Below 0.2 the process sends something broken last, below 0.25 it closes its channel. */
const [BROKEN_BELOW, CLOSED_BELOW] = [0.2, 0.25];

const objective = {
  name: 'forger',
  direction: 'minimize',
  space: space({ x: float(0, 1) }),
  async evaluate({ x }, { seed }) {
    const rng = createRng(seed);
    for (let n = 0; n < PER_TRIAL; n++) write(line(FORGED[rng.integer(FORGED.length)](rng)));
    // The id that it has is not told to an objective.
    if (x < BROKEN_BELOW) {
      write(BROKEN[rng.integer(BROKEN.length)](rng, 'study/1/1'));
      // Some of it is well formed by chance.
      await wait(300);
    } else if (x < CLOSED_BELOW) {
      closeSync(CHANNEL);
      await wait(600_000);
    }
    return x;
  },
};

export default objective;

async function main() {
  const number = (otherwise) => ({ type: 'string', default: String(otherwise) });
  const { values } = parseArgs({ options: { count: number(10_000), seed: number(1) } });
  const trials = Math.ceil(+values.count / (PER_TRIAL + BROKEN_BELOW));
  const reference = { module: import.meta.url, export: 'default', version: '1', options: {} };
  const pool = processPool({ concurrency: 4, objective: reference });
  const study = await createStudy({
    ...{ name: 'study', space: objective.space, strategy: random(), seed: +values.seed },
    ...{ budget: { trials }, maxRetries: 0 },
  });
  const ends = new Map();
  let [longestMs, mostBytes] = [0, 0];
  let last = performance.now();
  const watch = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last - 10);
    mostBytes = Math.max(mostBytes, process.memoryUsage.rss());
    last = performance.now();
  }, 10);
  const began = performance.now();
  await study.optimize(objective, {
    executor: pool,
    onEvent({ type, trial }) {
      if (type === 'trial-ended') ends.set(trial.number, (ends.get(trial.number) ?? 0) + 1);
    },
  });
  clearInterval(watch);
  await pool.close();
  const faults = [];
  const REASON =
    /its process sent a message (that is not one of a worker|of more than)|its process closed the channel/;
  let failed = 0;
  for (const { number: n, state, value, point, outcome } of study.trials) {
    const sound = point.x >= CLOSED_BELOW;
    if (ends.get(n) !== 1) faults.push(`trial ${n} ended ${ends.get(n) ?? 0} times`);
    if (state === 'complete' && value !== point.x) faults.push(`trial ${n} has another value`);
    if (state !== 'complete' && sound) faults.push(`trial ${n} has ${state}: ${outcome.reason}`);
    if (state !== 'complete' && !REASON.test(outcome.reason)) faults.push(outcome.reason);
    if (state === 'complete' && point.x >= BROKEN_BELOW && !sound) {
      faults.push(`trial ${n} closed its channel and is complete`);
    }
    if (state === 'failed') failed += 1;
  }
  if (study.trials.length !== trials) faults.push(`${study.trials.length} trials, not ${trials}`);
  if (longestMs > 2000) faults.push(`the parent was held up for ${longestMs.toFixed(0)} ms`);
  if (mostBytes > 400 * 2 ** 20) faults.push(`the parent took ${mostBytes} bytes`);
  process.stdout.write(
    [
      `fuzzed messages of children, ${availableParallelism()} cores, Node ${process.versions.node}, seed ${values.seed}`,
      `  messages     ${trials * PER_TRIAL} forged, and something broken in ${failed} of ${trials} trials`,
      `  trials       each ended once, those that sent nothing broken with their own value`,
      `  the parent   held up for ${longestMs.toFixed(0)} ms at most, ${(mostBytes / 2 ** 20).toFixed(0)} MiB at most`,
      `  faults       ${faults.length}`,
      `  time         ${((performance.now() - began) / 1000).toFixed(0)} s`,
      ...faults.slice(0, 20).map((fault) => `  ${fault.slice(0, 200)}`),
      '',
    ].join('\n'),
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
