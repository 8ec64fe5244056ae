import { readFileSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { WatchdogData } from './watchdog.ts';

/** Memory of this process: its peak since `begin`, watched from a thread of its own. */
export interface MemoryWatch {
  begin(): void;
  peakBytes(): number;
}

/** Starts the watchdog. The thread does not keep the process alive. */
export function watchMemory(options: Omit<WatchdogData, 'peak'>): MemoryWatch {
  const peak = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL('./watchdog.js', import.meta.url), {
    workerData: { ...options, peak } satisfies WatchdogData,
    resourceLimits: { maxOldGenerationSizeMb: 16 },
    // The options of this process, such as a loader, are not meant for the thread.
    execArgv: [],
  });
  thread.unref();
  return {
    begin() {
      resetPeak();
      Atomics.store(peak, 0, Math.round(process.memoryUsage.rss() / 1024));
    },
    peakBytes: () =>
      Math.max(kernelPeakBytes() ?? 0, Atomics.load(peak, 0) * 1024, process.memoryUsage.rss()),
  };
}

/** Whether the kernel's peak was reset; if not, it would be that of an earlier trial. */
let isReset = false;

/** Linux counts the peak itself and can reset it; other systems rely on samples. */
function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    isReset = true;
  } catch {
    isReset = false;
  }
}

function kernelPeakBytes(): number | undefined {
  if (!isReset) return undefined;
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}
