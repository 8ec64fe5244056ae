import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

/** What the watchdog is given by {@link watch}. */
export interface Watch {
  /** One 32-bit counter: the most memory seen, in KiB, since somebody set it back. */
  readonly peak: Int32Array;
  readonly parent: number;
  readonly memoryLimitBytes: number | undefined;
  /** Where the parent reads why the process is about to end. */
  readonly lastWords: number;
}

const EVERY_MS = 50;

/** How long after its parent a process may live: the main thread ends it sooner, if it can. */
const SURVIVE_MS = 4000;
let orphanedAt: number | undefined;

/**
 * A thread beside the evaluation, because an evaluation may keep its own thread for as long as it
 * likes: it ends the process when the parent has gone or the memory is over its limit.
 */
function look({ peak, parent, memoryLimitBytes, lastWords }: Watch): void {
  if (process.ppid !== parent) orphanedAt ??= performance.now();
  if (orphanedAt !== undefined && performance.now() - orphanedAt > SURVIVE_MS) {
    process.kill(process.pid, 'SIGKILL');
  }
  const bytes = process.memoryUsage.rss();
  const kib = Math.round(bytes / 1024);
  if (kib > Atomics.load(peak, 0)) Atomics.store(peak, 0, kib);
  if (memoryLimitBytes !== undefined && bytes > memoryLimitBytes) {
    writeSync(lastWords, JSON.stringify({ memoryBytes: bytes }));
    process.kill(process.pid, 'SIGKILL');
  }
}

setInterval(() => look(workerData as Watch), EVERY_MS);
