// MNIST trials per hour: one process with two threads against two processes with one thread each.
// node benchmarks/training/processes.mjs [rounds] [trials of a block]
import { cpus, loadavg } from 'node:os';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { processPool } from '@tune/runtime';

const [rounds = 3, trials = 4] = process.argv.slice(2).map(Number);
const module = pathToFileURL(createRequire(import.meta.url).resolve('@tune/objectives/mnist')).href;
const objective = { module, export: 'mnist', version: '', options: { preset: 'quick' } };

const jobOf = (trial, fidelity) => ({
  id: `training/${trial}/1`,
  study: 'training',
  trial,
  attempt: 1,
  point: { lr: 0.001, dropout2Rate: 0.3 },
  seed: trial,
  fidelity,
});
const context = { signal: new AbortController().signal, report: () => {} };

/** Outcomes of all jobs, as many at once as the pool has processes, in the order in which they began. */
async function run(pool, jobs) {
  const outcomes = [];
  const rest = jobs.entries();
  const work = async () => {
    for (const [index, job] of rest) outcomes[index] = await pool.run(job, context);
  };
  await Promise.all(Array.from({ length: pool.concurrency }, work));
  return outcomes;
}

/** Trials per hour of warm processes, and their peak memory. */
async function block(size, threads) {
  const pool = processPool({ concurrency: size, threads, objective });
  const began = performance.now();
  await pool.setup({ signal: context.signal, progress: () => {} });
  const coldSeconds = (performance.now() - began) / 1000;
  const warmUp = Array.from({ length: size }, (_, n) => jobOf(1000 + n, 0.02));
  await run(pool, warmUp);
  const started = performance.now();
  const outcomes = await run(
    pool,
    Array.from({ length: trials }, (_, n) => jobOf(n + 1, 1)),
  );
  const hours = (performance.now() - started) / 3_600_000;
  await pool.close();
  const peak = Math.max(...outcomes.map(({ metrics }) => metrics.peakMemoryBytes));
  const warm = outcomes.slice(0, size).map(({ metrics }) => metrics.startSeconds);
  return { perHour: trials / hours, coldSeconds, warmMs: Math.max(...warm) * 1000, peak };
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
console.log(`${cpus()[0].model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}`);
const ratios = [];
const layouts = [
  [1, 2],
  [2, 1],
];
for (let round = 1; round <= rounds; round++) {
  const rates = new Map();
  // The layout that is first in one round is second in the next.
  for (const [size, threads] of round % 2 ? layouts : layouts.toReversed()) {
    const { perHour, coldSeconds, warmMs, peak } = await block(size, threads);
    rates.set(size, perHour);
    console.log(
      `round ${round}  ${size} x ${threads} threads  ${perHour.toFixed(1)} trials/h  cold start ${coldSeconds.toFixed(2)} s  warm ${warmMs.toFixed(1)} ms  peak ${(peak / 2 ** 20).toFixed(0)} MiB  load ${loadavg()[0].toFixed(1)}`,
    );
  }
  ratios.push(rates.get(2) / rates.get(1));
}
console.log(
  `2 x 1 against 1 x 2 threads: ${median(ratios).toFixed(2)} times the trials (median of ${rounds}: ${ratios.map((r) => r.toFixed(2)).join(', ')})`,
);
