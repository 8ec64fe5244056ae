import { readFileSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Watch } from './watchdog.ts';

/** Memory of this process: its peak since `begin`, watched from a thread of its own. */
export interface MemoryWatch {
  begin(): void;
  peakBytes(): number;
}

/** Starts the watchdog. The thread keeps no process alive. */
export function watch(options: Omit<Watch, 'peak'>): MemoryWatch {
  const peak = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL('./watchdog.js', import.meta.url), {
    workerData: { ...options, peak } satisfies Watch,
    resourceLimits: { maxOldGenerationSizeMb: 16 },
    // The options of this process, such as a loader, are not meant for the thread.
    execArgv: [],
  });
  thread.unref();
  return {
    begin() {
      clearHighWater();
      Atomics.store(peak, 0, Math.round(process.memoryUsage.rss() / 1024));
    },
    peakBytes: () =>
      Math.max(highWaterBytes() ?? 0, Atomics.load(peak, 0) * 1024, process.memoryUsage.rss()),
  };
}

/** Linux counts the peak itself and can be told to start anew; elsewhere the samples must do. */
function clearHighWater(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    isCleared = true;
  } catch {
    isCleared = false;
  }
}

let isCleared = false;

/** The kernel's own peak, where it has been set back: else it would be that of an earlier trial. */
function highWaterBytes(): number | undefined {
  if (!isCleared) return undefined;
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}
