import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const REFRESH_MS = 2_000;
/** A holder that has not refreshed its lock for so long is dead; it may be on another machine. */
const STALE_MS = 30_000;
const POLL_MS = 500;

/**
 * Runs `work` in one process at a time; others wait. The lock of a dead holder is taken over. If two
 * processes take it over at once, both work, which costs time but does no harm: their results are moved
 * into place by a rename.
 */
export async function withLock<T>(
  file: string,
  context: { signal: AbortSignal | undefined; onWait(pid: number): void },
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, host: hostname() });
  while (!(await acquire(file, mine))) {
    context.signal?.throwIfAborted();
    const holder = await holderOf(file);
    if (holder === undefined) await rm(file, { force: true });
    else {
      context.onWait(holder);
      await sleep(
        POLL_MS,
        undefined,
        context.signal === undefined ? {} : { signal: context.signal },
      );
    }
  }
  const refresh = setInterval(() => {
    utimes(file, new Date(), new Date()).catch(() => undefined);
  }, REFRESH_MS);
  refresh.unref();
  try {
    return await work();
  } finally {
    clearInterval(refresh);
    await rm(file, { force: true });
  }
}

async function acquire(file: string, content: string): Promise<boolean> {
  try {
    await writeFile(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The process that holds the lock; undefined if it is dead. */
async function holderOf(file: string): Promise<number | undefined> {
  try {
    const age = Date.now() - (await stat(file)).mtimeMs;
    if (age > STALE_MS) return undefined;
    const { pid, host } = JSON.parse(await readFile(file, 'utf8')) as { pid: number; host: string };
    return host !== hostname() || isAlive(pid) ? pid : undefined;
  } catch (error) {
    // Incomplete: its holder is just writing it. Missing: the next attempt gets it.
    return error instanceof SyntaxError ? 0 : undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
