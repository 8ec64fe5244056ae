import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process on some machine. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Names the process ids that it belongs to: machine, boot and, in a container, its namespace. */
  readonly space: string;
  /** When it began, in ticks of the kernel, so that a number that is used again is noticed; may be empty. */
  readonly began: string;
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, space: ownSpace(), began: statOf('self')?.began ?? '' };
}

/**
 * Whether a process is alive; undefined if that cannot be known, as for one on another machine. A zombie
 * is dead; a stopped process is alive.
 */
export function isAlive({ pid, space, began }: ProcessIdentity): boolean | undefined {
  if (space !== ownSpace()) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = statOf(pid);
  if (now === undefined || began === '') return true;
  return now.began === began && !'ZX'.includes(now.state);
}

function ownSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()}:${boot}:${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function statOf(pid: number | 'self'): { state: string; began: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may contain spaces; the state is the first field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, began: fields[19]! };
  } catch {
    return undefined;
  }
}
