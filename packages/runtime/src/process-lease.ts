import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Lease } from '@tune/core';

/** Without a sign of life for so long, a process on another machine counts as gone. */
const LEASE_MS = 60_000;

/** The process ids that this process sees: another container may use the same ones for others. */
function processSpace(): string {
  try {
    return `${hostname()}:${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** When a process began, in the kernel's own ticks; undefined where that is not told. */
function beganAt(pid: number | 'self'): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may have spaces; the 20th field behind it is the start time.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * The lease of this process: `machine|process id|when it began`. A holder on the same machine is looked
 * up among its processes, so that a killed one is known to be gone at once; of one on another machine
 * only its signs of life are known.
 */
export function processLease({ ms = LEASE_MS }: { ms?: number } = {}): Lease {
  const space = processSpace();
  const holder = `${space}|${process.pid}|${beganAt('self') ?? ''}`;
  return {
    holder,
    ms,
    isGone(other) {
      const [where, pid, began] = other.split('|');
      if (where !== space) return undefined;
      if (!isAlive(Number(pid))) return true;
      const now = beganAt(Number(pid));
      // The number may have been given to another process since.
      return now === undefined || began === '' ? undefined : now !== began;
    },
    every(each, callback) {
      const timer = setInterval(callback, each);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
