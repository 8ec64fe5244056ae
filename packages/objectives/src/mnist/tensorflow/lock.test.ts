import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock, type LockContext } from './lock.ts';
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts';

let folder: string;
const file = () => join(folder, 'lock');
const waited: number[] = [];
const context: LockContext = { signal: undefined, onWait: (pid) => waited.push(pid) };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-lock-'));
  waited.length = 0;
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** An entry as another process would have left it. */
function leave(number: number, holder: ProcessIdentity | null): void {
  writeFileSync(`${file()}.${number}`, JSON.stringify({ token: 'theirs', holder }));
}

const dead: ProcessIdentity = { ...ownIdentity(), pid: 2 ** 22 + 1 };
const elsewhere: ProcessIdentity = { pid: 1, space: 'another machine', began: '1' };

/** Runs `work` of several at once; the most that were inside together. */
async function crowd(count: number): Promise<number> {
  let inside = 0;
  let most = 0;
  const enter = () =>
    withLock(file(), context, async () => {
      most = Math.max(most, ++inside);
      await sleep(5);
      inside--;
    });
  await Promise.all(Array.from({ length: count }, enter));
  return most;
}

describe('the lock', () => {
  it('is held by one at a time', async () => {
    expect(await crowd(4)).toBe(1);
  });

  it('leaves one small file, which says that it is free', async () => {
    await crowd(3);
    const names = readdirSync(folder);
    const last = Math.max(...names.map((name) => Number(name.split('.')[1])));
    expect(names.length).toBeLessThanOrEqual(2);
    expect(JSON.parse(readFileSync(`${file()}.${last}`, 'utf8'))).toMatchObject({ holder: null });
  });

  it('is given back after an error too', async () => {
    const failing = withLock(file(), context, () => Promise.reject(new TypeError('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await withLock(file(), context, async () => 'mine')).toBe('mine');
  });

  it('is taken over from a dead process by one of those that wait', async () => {
    leave(7, dead);
    expect(await crowd(4)).toBe(1);
    expect(existsSync(`${file()}.7`)).toBe(false);
  });

  it('is taken over if the number of the process was given to another one', async () => {
    leave(1, { ...ownIdentity(), began: '1' });
    expect(await withLock(file(), context, async () => 'mine')).toBe('mine');
  });

  it.runIf(existsSync('/proc/self/stat'))('is taken over from a zombie', async () => {
    // `sleep` does not fetch the exit code of the child that the shell had.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const began = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!;
    leave(1, { ...ownIdentity(), pid, began });
    await sleep(500);
    expect(() => process.kill(pid, 0)).not.toThrow();
    expect(isAlive({ ...ownIdentity(), pid, began })).toBe(false);
    expect(await withLock(file(), context, async () => 'mine')).toBe('mine');
    parent.kill('SIGKILL');
  });

  it('of a process that is alive is waited for, however old the file is', async () => {
    const sleeper = spawn('sleep', ['60']);
    leave(1, { ...ownIdentity(), pid: sleeper.pid!, began: '' });
    const stop = new AbortController();
    setTimeout(() => stop.abort('enough'), 800);
    const waiting = withLock(
      file(),
      { ...context, staleMs: 100, signal: stop.signal },
      async () => 0,
    );
    await expect(waiting).rejects.toThrow();
    expect(waited).toContain(sleeper.pid);
    sleeper.kill('SIGKILL');
  });

  it('of another machine is taken over when it gives no sign by the clock of this one', async () => {
    leave(1, elsewhere);
    const began = performance.now();
    expect(await withLock(file(), { ...context, staleMs: 700 }, async () => 'mine')).toBe('mine');
    expect(performance.now() - began).toBeGreaterThan(700);
  });

  it('of another machine is waited for while it gives signs', async () => {
    leave(1, elsewhere);
    const signs = setInterval(() => leave(1, elsewhere), 200);
    const stop = new AbortController();
    setTimeout(() => stop.abort('enough'), 2_500);
    const waiting = withLock(
      file(),
      { ...context, staleMs: 700, signal: stop.signal },
      async () => 0,
    );
    await expect(waiting).rejects.toThrow();
    clearInterval(signs);
  });

  it.each(['', '{', 'null', '{"holder":5}', '{"holder":{}}'])(
    'whose file says nothing is treated like that of another machine: %s',
    async (text) => {
      writeFileSync(`${file()}.1`, text);
      expect(await withLock(file(), { ...context, staleMs: 600 }, async () => 1)).toBe(1);
    },
  );
});

describe('a holder that was taken for dead', () => {
  it('notices it before it publishes, and within two seconds while it works', async () => {
    let aborted: AbortSignal | undefined;
    const holding = withLock(file(), context, async (lock) => {
      await lock.assertHeld();
      leave(2, elsewhere);
      await expect(lock.assertHeld()).rejects.toMatchObject({ code: 'OBJECTIVE_BACKEND_MISSING' });
      aborted = lock.signal;
    });
    await holding;
    expect(aborted?.aborted).toBe(true);
  });

  it('is told by its signal', async () => {
    const holding = withLock(file(), context, async ({ signal }) => {
      leave(2, elsewhere);
      await sleep(5_000, undefined, { signal });
    });
    await expect(holding).rejects.toThrow();
  });

  it('does not give back the lock of its successor', async () => {
    await withLock(file(), context, async () => leave(2, elsewhere));
    expect(JSON.parse(readFileSync(`${file()}.2`, 'utf8'))).toMatchObject({ holder: elsewhere });
    expect(existsSync(`${file()}.3`)).toBe(false);
  });

  it('does not fail if the folder was removed under it', async () => {
    const work = async () => {
      rmSync(folder, { recursive: true });
      return 'done';
    };
    expect(await withLock(file(), context, work)).toBe('done');
  });
});

it('files that a killed process did not get to link are removed after a while', async () => {
  const left = join(folder, '.lock-token');
  writeFileSync(left, '');
  await withLock(file(), context, async () => 0);
  expect(existsSync(left)).toBe(true);
  utimesSync(left, 0, 0);
  await withLock(file(), context, async () => 0);
  expect(existsSync(left)).toBe(false);
});
