import { afterEach, expect, test, vi } from 'vitest';
import { onInterrupt, type Interrupt } from './interrupt.ts';

let interrupt: Interrupt;
afterEach(() => {
  interrupt.release();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('once asks, twice gives up, three times ends at once', () => {
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  interrupt = onInterrupt();
  expect(interrupt.signal.aborted).toBe(false);
  process.emit('SIGINT');
  expect([interrupt.signal.aborted, interrupt.abandon.aborted]).toEqual([true, false]);
  process.emit('SIGINT');
  expect(interrupt.abandon.aborted).toBe(true);
  expect(exit).not.toHaveBeenCalled();
  process.emit('SIGINT');
  expect(exit).toHaveBeenCalledWith(130);
});

test('what does not stop is given up after the grace', () => {
  vi.useFakeTimers();
  interrupt = onInterrupt(5000);
  process.emit('SIGTERM');
  vi.advanceTimersByTime(4999);
  expect(interrupt.abandon.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(interrupt.abandon.aborted).toBe(true);
});

test('nothing listens after the release', () => {
  const before = process.listenerCount('SIGINT');
  interrupt = onInterrupt();
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  interrupt.release();
  expect(process.listenerCount('SIGINT')).toBe(before);
});
