import { expect, test } from 'vitest';
import { Mutex } from './mutex.ts';

test('those who wait come in one after another, without those whose signal aborts', async () => {
  const mutex = new Mutex();
  const order: number[] = [];
  await mutex.acquire();
  const controller = new AbortController();
  const signals = [undefined, controller.signal, undefined];
  const waiting = signals.map((signal, index) =>
    mutex.acquire(signal).then(() => {
      order.push(index);
      mutex.release();
    }),
  );
  controller.abort('enough');
  await expect(waiting[1]).rejects.toBe('enough');
  expect(mutex.tryAcquire()).toBe(false);
  mutex.release();
  await Promise.all([waiting[0], waiting[2]]);
  expect(order).toEqual([0, 2]);
  expect(mutex.tryAcquire()).toBe(true);
});

test('a signal that aborts once the mutex is held changes nothing', async () => {
  const mutex = new Mutex();
  const controller = new AbortController();
  await mutex.acquire();
  const waiting = mutex.acquire(controller.signal);
  mutex.release();
  controller.abort('too late');
  await waiting;
  expect(mutex.tryAcquire()).toBe(false);
  await expect(mutex.acquire(controller.signal)).rejects.toBe('too late');
  mutex.release();
  expect(mutex.tryAcquire()).toBe(true);
});
