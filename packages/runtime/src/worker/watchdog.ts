import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { ProcessTree } from './process-tree.ts';

/** What the watchdog thread is started with. */
export interface WatchdogData {
  /** One 32-bit counter: the most memory seen since it was last set, in KiB. */
  readonly peak: Int32Array;
  /** Process id of the parent. */
  readonly parent: number;
  readonly memoryLimitBytes: number | undefined;
  /** File descriptor on which the parent reads how much memory it was, if that is why the process ends. */
  readonly memoryNote: number;
}

const EVERY_MS = 50;

/** How long a process may outlive its parent; the main thread ends it earlier if it can. */
const ORPHAN_LIMIT_MS = 4000;
let orphanedAt: number | undefined;

/** All processes are looked through so often, depending on how long that takes. */
const TREE_LEAST_MS = 100;
const TREE_MOST_MS = 1000;
/** It takes at most this part of the time, unless that would be too seldom. */
const TREE_SHARE = 1 / 30;
const tree = new ProcessTree();
let treeDueAt = 0;

/** The memory of this process, and now and then with that of everything that it has started. */
function usedBytes(limit: number | undefined): number {
  const own = process.memoryUsage.rss();
  const began = performance.now();
  if (began < treeDueAt) return own;
  const all = tree.hasStarted ? tree.usedBytes(limit) : own;
  const ended = performance.now();
  const wanted = (ended - began) / TREE_SHARE;
  treeDueAt = ended + Math.min(TREE_MOST_MS, Math.max(TREE_LEAST_MS, wanted));
  return Math.max(own, all);
}

/**
 * A thread beside the evaluation, which may block its own thread: it ends the process when the parent
 * is gone or when the process, with all that it has started, uses more memory than its limit.
 */
function look({ peak, parent, memoryLimitBytes, memoryNote }: WatchdogData): void {
  if (process.ppid !== parent) orphanedAt ??= performance.now();
  if (orphanedAt !== undefined && performance.now() - orphanedAt > ORPHAN_LIMIT_MS) {
    process.kill(process.pid, 'SIGKILL');
  }
  const bytes = usedBytes(memoryLimitBytes);
  const kib = Math.round(bytes / 1024);
  if (kib > Atomics.load(peak, 0)) Atomics.store(peak, 0, kib);
  if (memoryLimitBytes !== undefined && bytes > memoryLimitBytes) {
    writeSync(memoryNote, String(bytes));
    process.kill(process.pid, 'SIGKILL');
  }
}

setInterval(() => look(workerData as WatchdogData), EVERY_MS);
