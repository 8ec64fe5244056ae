import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { native } from '../fixtures/problems.ts';

/** Loads the addon, fits once, posts a message, and keeps fitting until it is terminated. */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const addon = require(workerData);
  const d = 3, n = 200;
  const model = new addon.GaussianProcess(d, 0, new Uint8Array(d));
  const rows = Float64Array.from({ length: n * d }, (_, i) => (i * 0.7548776662) % 1);
  model.append(rows, Float64Array.from({ length: n }, (_, i) => Math.sin(i)));
  const starts = new Float64Array(d + 2);
  (async () => {
    await model.fit(starts, 3, false, false);
    parentPort.postMessage(model.logMarginalLikelihood());
    for (;;) await model.fit(starts, 50, false, false);
  })();
`;

/** `npm run test:full` sets 50. */
const rounds = Number(process.env['GP_WORKER_ROUNDS'] ?? 5);

function start(): Worker {
  return new Worker(program, { eval: true, workerData: native!.tried.at(-1)!.path });
}

describe.skipIf(!native)('worker threads', () => {
  it(`load the addon and can be terminated during a fit, ${rounds} times`, async () => {
    const values = new Set<number>();
    for (let round = 0; round < rounds; round++) {
      const worker = start();
      const [value] = (await once(worker, 'message')) as [number];
      values.add(value);
      await worker.terminate();
    }
    expect(values.size).toBe(1);
  }, 120_000);

  it('several of them run beside a model of this thread', async () => {
    const made = native!.create({ dimensions: 1 });
    made.append(Float64Array.of(0.2, 0.8), Float64Array.of(1, -1));
    const before = made.posterior(Float64Array.of(0.5));
    const workers = [start(), start(), start()];
    const messages = await Promise.all(workers.map((worker) => once(worker, 'message')));
    expect(new Set(messages.flat()).size).toBe(1);
    await Promise.all(workers.map((worker) => worker.terminate()));
    expect(made.posterior(Float64Array.of(0.5))).toEqual(before);
  });
});
