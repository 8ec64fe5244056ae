import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { delay, startInterval, startTimer, yieldToEventLoop } from './timer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** As Next's edge runtime has one. */
const refuse = (): never => {
  throw new Error('A Node.js API is used which is not supported.');
};

const DAY = 24 * 3600 * 1000;

test('a timer waits for longer than the timers of the platform can', () => {
  const called = vi.fn();
  startTimer(100 * DAY, called);
  vi.advanceTimersByTime(100 * DAY - 1);
  expect(called).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(called).toHaveBeenCalledTimes(1);
});

test('a timer that is stopped does not call back, at any stage', () => {
  for (const ms of [1, 50 * DAY]) {
    const called = vi.fn();
    const stop = startTimer(60 * DAY, called);
    vi.advanceTimersByTime(ms);
    stop();
    vi.advanceTimersByTime(100 * DAY);
    expect(called).not.toHaveBeenCalled();
  }
});

test('an interval calls back until it is stopped', () => {
  const called = vi.fn();
  const stop = startInterval(10, called);
  vi.advanceTimersByTime(35);
  stop();
  vi.advanceTimersByTime(100);
  expect(called).toHaveBeenCalledTimes(3);
});

test('an interval does not keep the process alive', () => {
  vi.useRealTimers();
  const intervals = vi.spyOn(globalThis, 'setInterval');
  startInterval(10, () => undefined)();
  expect((intervals.mock.results[0]!.value as NodeJS.Timeout).hasRef()).toBe(false);
  intervals.mockRestore();
});

test('a delay ends with its time, or with its signal', async () => {
  const controller = new AbortController();
  const waiting = Promise.all([delay(5), delay(1e9, controller.signal)]);
  vi.advanceTimersByTime(5);
  controller.abort();
  await waiting;
  await delay(1e9, controller.signal);
  expect(vi.getTimerCount()).toBe(0);
});

test.each([
  ['in Node', {}],
  ['in a browser', { setImmediate: undefined }],
  ['in an edge runtime', { setImmediate: refuse }],
  ['without messages', { setImmediate: undefined, MessageChannel: undefined }],
])('yielding lets timers run, %s', async (_, globals) => {
  vi.useRealTimers();
  onTestFinished(() => void vi.unstubAllGlobals());
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  let called = false;
  setTimeout(() => (called = true), 0);
  const start = performance.now();
  while (performance.now() - start < 3);
  for (let turn = 0; turn < 3 && !called; turn++) await yieldToEventLoop();
  expect(called).toBe(true);
});
