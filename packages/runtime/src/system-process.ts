import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Names the process ids that this process sees, uniquely: machines may share a name, and containers of
 * one machine may use the same id for different processes.
 */
export function processSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()}:${boot}:${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return `${hostname()}:${machineId()}`;
  }
}

/**
 * Where the kernel does not tell its boot (macOS, Windows): an id that the first process leaves in the
 * folder for temporary files, and all later ones find there. If it cannot be written, this process
 * has an id of its own, so that only heartbeats count.
 */
function machineId(): string {
  const file = join(tmpdir(), 'tune-machine-id');
  const id = randomUUID();
  try {
    writeFileSync(file, id, { flag: 'wx' });
    return id;
  } catch {
    // It exists already, or cannot be written.
  }
  try {
    return readFileSync(file, 'utf8').trim() || id;
  } catch {
    return id;
  }
}

interface ProcessStat {
  /** One letter: R, S, D, T (stopped), t (traced), Z (zombie), X (dead). */
  readonly state: string;
  /** When it began, in ticks of the kernel. */
  readonly began: string;
}

/** What the kernel tells of a process; undefined if it tells nothing. */
function statOf(pid: number | 'self'): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may contain spaces; the state is the first field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, began: fields[19]! };
  } catch {
    return undefined;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a process of this machine is gone; undefined if it exists, but may be another one or is stopped. */
export function isProcessGone(pid: number, began: string): boolean | undefined {
  if (!exists(pid)) return true;
  const now = statOf(pid);
  if (now === undefined || began === '') return undefined;
  // The number may have been given to another process since.
  if (now.began !== began || 'ZX'.includes(now.state)) return true;
  return 'Tt'.includes(now.state) ? undefined : false;
}

/** When this process began, in ticks of the kernel; empty if it does not tell. */
export const ownBegin = (): string => statOf('self')?.began ?? '';
