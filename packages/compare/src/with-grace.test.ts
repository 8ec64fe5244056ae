import { expect, test } from 'vitest';
import { withGrace } from './with-grace.ts';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('without an abort, the result is that of the work', async () => {
  const { signal } = new AbortController();
  expect(await withGrace(() => 3, signal)).toBe(3);
  expect(await withGrace(async () => 4, signal)).toBe(4);
  await expect(withGrace(() => Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  const thrower = (): never => {
    throw new Error('not even a promise');
  };
  await expect(withGrace(thrower, signal)).rejects.toThrow('not even a promise');
});

test('after an abort, work may clean up', async () => {
  const stop = new AbortController();
  const work = withGrace(() => wait(20).then(() => 'cleaned'), stop.signal);
  stop.abort('enough');
  expect(await work).toBe('cleaned');
});

test('after an abort, work that goes on is given up', async () => {
  const stop = new AbortController();
  const work = withGrace(() => new Promise(() => undefined), stop.signal, { graceMs: 5 });
  stop.abort('enough');
  await expect(work).rejects.toBe('enough');
});

test('after an abort, no work is begun', async () => {
  let isBegun = false;
  const work = (): void => {
    isBegun = true;
  };
  await expect(withGrace(work, AbortSignal.abort('enough'))).rejects.toBe('enough');
  expect(isBegun).toBe(false);
});
