import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { missing } from './missing.ts';
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts';

const REFRESH_MS = 2_000;
/** On another machine, a holder that has not touched its lock for so long is dead. */
const STALE_MS = 30_000;
const POLL_MS = 500;
const LEFT_BEHIND_MS = 600_000;

/** What `work` gets. */
export interface HeldLock {
  /** Aborts if the caller's signal does, or if the lock is lost. */
  readonly signal: AbortSignal;
  /** Throws unless the lock is still held. Called before something is published. */
  assertHeld(): Promise<void>;
}

export interface LockContext {
  readonly signal: AbortSignal | undefined;
  /** Called while another process holds the lock. */
  onWait(pid: number): void;
  /** Default: 30 seconds. */
  readonly staleMs?: number;
}

/** An entry of the lock: a holder, or null for "free". */
interface Entry {
  readonly token: string;
  readonly holder: ProcessIdentity | null;
}

/**
 * Runs `work` in one process at a time; others wait.
 *
 * The lock is a list of numbered files, `FILE.1`, `FILE.2` and so on, of which the last counts. It is only
 * ever appended to: who wants the lock, or gives it back, creates the next number, which the file system
 * grants to one process only. A lock that looks stale to several processes is therefore taken over by one of
 * them, and a holder that was taken for dead finds a number above its own. Files are complete when they
 * appear (written under another name and linked), so this works on NFS too.
 *
 * A holder on this machine is dead if its process is; a stopped one is waited for. One on another machine is
 * dead if its file has not been touched for 30 seconds by the clock of the process that waits.
 */
export async function withLock<T>(
  file: string,
  { signal, onWait, staleMs = STALE_MS }: LockContext,
  work: (lock: HeldLock) => Promise<T>,
): Promise<T> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const number = await acquire(file, { signal, onWait, watch: new Watch(staleMs) });
  const lost = new AbortController();
  const assertHeld = async () => {
    if ((await lastNumber(file)) !== number) lost.abort(lockLost());
    lost.signal.throwIfAborted();
  };
  const refresh = setInterval(() => {
    assertHeld()
      .then(() => utimes(numbered(file, number), new Date(), new Date()))
      .catch(() => undefined);
  }, REFRESH_MS);
  refresh.unref();
  try {
    return await work({
      signal: signal === undefined ? lost.signal : AbortSignal.any([signal, lost.signal]),
      assertHeld,
    });
  } finally {
    clearInterval(refresh);
    await release(file, number);
  }
}

/** @returns an OBJECTIVE_BACKEND_MISSING: another process believed that this one was dead */
const lockLost = () =>
  missing(
    'Another process has taken over the set-up of TensorFlow, because this one gave no sign for 30 seconds.',
    'Try again: it is used as soon as the other one has finished.',
  );

/** Waits until this process holds the lock; returns its number. */
async function acquire(
  file: string,
  { signal, onWait, watch }: Omit<LockContext, 'staleMs'> & { readonly watch: Watch },
): Promise<number> {
  for (;;) {
    signal?.throwIfAborted();
    const last = await lastNumber(file);
    const holder = last === 0 ? undefined : await watch.holderOf(numbered(file, last));
    if (holder === undefined) {
      if (await append(file, last + 1, ownIdentity())) {
        await removeBefore(file, last + 1);
        return last + 1;
      }
      continue;
    }
    onWait(holder.pid);
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
}

/** Gives the lock back. If it was lost, the next number exists already, and stays as it is. */
async function release(file: string, number: number): Promise<void> {
  try {
    await append(file, number + 1, null);
  } catch {
    // A full disk, or a cache that was removed: this process is alive, so others would wait for it.
    await rm(numbered(file, number), { force: true }).catch(() => undefined);
  }
}

/** Looks at the holder of a lock again and again, and notices when it gives no sign. */
class Watch {
  readonly #staleMs: number;
  #sign = '';
  #since = 0;

  constructor(staleMs: number) {
    this.#staleMs = staleMs;
  }

  /** The holder; undefined if the lock is free, or its holder is dead. */
  async holderOf(path: string): Promise<Pick<ProcessIdentity, 'pid'> | undefined> {
    let holder: ProcessIdentity | null | undefined;
    let sign = path;
    try {
      ({ holder } = JSON.parse(await readFile(path, 'utf8')) as Entry);
      sign += ` ${(await stat(path)).mtimeMs}`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    }
    if (holder === null) return undefined;
    // Not readable as an entry: like a holder on another machine.
    holder ??= { pid: 0, space: '', began: '' };
    const alive = isAlive(holder);
    if (alive !== undefined) return alive ? holder : undefined;
    const now = performance.now();
    if (sign !== this.#sign) [this.#sign, this.#since] = [sign, now];
    return now - this.#since > this.#staleMs ? undefined : holder;
  }
}

const numbered = (file: string, number: number): string => `${file}.${number}`;

/** The highest number; 0 if there is none. */
async function lastNumber(file: string): Promise<number> {
  return Math.max(0, ...(await numbersOf(file)));
}

async function numbersOf(file: string): Promise<number[]> {
  const prefix = `${basename(file)}.`;
  return (await readdir(dirname(file)))
    .filter((name) => name.startsWith(prefix) && /^[1-9]\d{0,14}$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
}

/** Creates an entry; false if another process has created it, or a later one. */
async function append(
  file: string,
  number: number,
  holder: ProcessIdentity | null,
): Promise<boolean> {
  const path = numbered(file, number);
  const entry: Entry = { token: randomUUID(), holder };
  const complete = join(dirname(file), `.${basename(file)}-${entry.token}`);
  await writeFile(complete, JSON.stringify(entry), { flag: 'wx', mode: 0o600 });
  try {
    await linkOnce(complete, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // On NFS, an answer may be lost: then the entry is this one all the same.
    const found = await readFile(path, 'utf8').catch(() => '');
    if (found !== JSON.stringify(entry)) return false;
  } finally {
    await rm(complete, { force: true });
  }
  // Earlier numbers are removed, so that a slow process may have created one of them anew.
  if ((await lastNumber(file)) === number) return true;
  await rm(path, { force: true });
  return false;
}

/** Creates `path` with the content of `complete`, or fails with EEXIST. */
async function linkOnce(complete: string, path: string): Promise<void> {
  try {
    await link(complete, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw error;
    // A file system without hard links. A reader that comes too early takes the entry for unreadable.
    await writeFile(path, await readFile(complete), { flag: 'wx', mode: 0o600 });
  }
}

/** Removes earlier entries, and files of entries that killed processes did not get to link. */
async function removeBefore(file: string, number: number): Promise<void> {
  for (const earlier of await numbersOf(file)) {
    if (earlier < number) await rm(numbered(file, earlier), { force: true });
  }
  for (const name of await readdir(dirname(file))) {
    if (!name.startsWith(`.${basename(file)}-`)) continue;
    const path = join(dirname(file), name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > LEFT_BEHIND_MS) await rm(path, { force: true });
  }
}
