import { afterEach, expect, test, vi } from 'vitest';
import { onInterrupt, type Interrupt } from './interrupt.ts';

let interrupt: Interrupt;
afterEach(() => {
  interrupt.release();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('the first Ctrl-C asks to stop, the second forces it, the third ends the process', () => {
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  interrupt = onInterrupt();
  expect(interrupt.signal.aborted).toBe(false);
  process.emit('SIGINT');
  expect([interrupt.signal.aborted, interrupt.forceStop.aborted]).toEqual([true, false]);
  process.emit('SIGINT');
  expect(interrupt.forceStop.aborted).toBe(true);
  expect(exit).not.toHaveBeenCalled();
  process.emit('SIGINT');
  expect(exit).toHaveBeenCalledWith(130);
});

test('the stop is forced after the grace period', () => {
  vi.useFakeTimers();
  interrupt = onInterrupt(5000);
  process.emit('SIGTERM');
  vi.advanceTimersByTime(4999);
  expect(interrupt.forceStop.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(interrupt.forceStop.aborted).toBe(true);
});

test('a race ends with its work, or when the stop is forced', async () => {
  interrupt = onInterrupt();
  expect(await interrupt.race(() => 7)).toBe(7);
  await expect(interrupt.race(() => Promise.reject(new RangeError('far')))).rejects.toThrow('far');
  const never = interrupt.race(() => new Promise(() => undefined));
  const soon = interrupt.race(
    () => new Promise((done) => setTimeout(() => done('saved'), 20)),
    5000,
  );
  process.emit('SIGINT');
  process.emit('SIGINT');
  await expect(never).rejects.toBe('interrupted');
  // Within the grace of the race the work may still end.
  expect(await soon).toBe('saved');
});

test('nothing listens after the release', () => {
  const before = process.listenerCount('SIGINT');
  interrupt = onInterrupt();
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  interrupt.release();
  expect(process.listenerCount('SIGINT')).toBe(before);
});
