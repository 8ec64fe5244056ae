// Runs the tasks of the calibration on all cores, at the lowest priority that leaves the machine usable.
import { availableParallelism, setPriority } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { runTask } from './tasks.mjs';

const CHUNK = 1000;

if (!isMainThread) parentPort.on('message', (task) => parentPort.postMessage(runTask(task)));

/**
 * The results of so many comparisons of each cell, in order.
 * @param told  called with each cell when it is done
 */
export async function runCells(cells, comparisons, told) {
  setPriority(15);
  const tasks = cells.flatMap((cell, index) =>
    Array.from({ length: Math.ceil(comparisons / CHUNK) }, (_, chunk) => {
      const from = chunk * CHUNK;
      return { ...cell, index, from, to: Math.min(comparisons, from + CHUNK) };
    }),
  );
  const results = cells.map(() => []);
  const left = cells.map(() => Math.ceil(comparisons / CHUNK));
  const work = async () => {
    const worker = new Worker(new URL(import.meta.url));
    let [done, failed] = [];
    worker.on('message', (part) => done(part)).on('error', (error) => failed(error));
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      const part = await new Promise((resolve, reject) => {
        [done, failed] = [resolve, reject];
        worker.postMessage(task);
      });
      results[task.index][task.from / CHUNK] = part;
      if (--left[task.index] === 0) told(cells[task.index], results[task.index].flat());
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results.map((parts) => parts.flat());
}
