import { expect, test } from 'vitest';
import { readMessage, writeNumber } from './read-message.ts';

const ended = {
  type: 'ended',
  id: 's/1/1',
  outcome: { state: 'complete', values: [1] },
  beganAt: 1,
  peakBytes: 2,
  residentBytes: 3,
  isWorn: false,
};
const failed = { state: 'failed', reason: 'it diverged' };
const read = (message: unknown) => readMessage(JSON.stringify(message));

test.each([
  { type: 'progress', message: 'half' },
  { type: 'ready', infos: [{ label: 'a', value: 'b' }] },
  { type: 'ready', infos: [{ label: 'a', value: 'b', affectsResults: true }] },
  { type: 'setup-failed', error: { message: 'no', code: 'A', details: {} } },
  { type: 'reported', id: 's/1/1', step: 1, value: 2, total: 3 },
  { type: 'reported', id: 's/1/1', step: 1, value: 1e308 },
  ended,
  { ...ended, outcome: { ...failed, stack: 'at', metrics: { a: 1 } } },
  { ...ended, outcome: { ...failed, seconds: 0 } },
  { ...ended, outcome: { state: 'complete', values: [1], seconds: 40.5 } },
  { type: 'exiting', id: 's/1/1' },
  { type: 'dispose-failed', error: { message: 'no' } },
])('%j is a message', (message) => {
  expect(read(message)).toEqual(message);
});

test.each([Number.NaN, Infinity, -Infinity, 0.1])('a report may have the value %s', (value) => {
  const message = { type: 'reported', id: 's/1/1', step: 1, value: writeNumber(value) };
  expect(read(message)).toMatchObject({ value });
});

test('what is shown to a person is cut', () => {
  const long = 'a'.repeat(1e5);
  const infos = Array.from({ length: 1000 }, () => ({ label: long, value: long }));
  expect(read({ type: 'progress', message: long })).toEqual({
    type: 'progress',
    message: 'a'.repeat(2000),
  });
  expect(JSON.stringify(read({ type: 'ready', infos })).length).toBeLessThan(5e5);
});

test.each(['', 'null', '7', '"ended"', '[]', '{', 'NaN', '{}\0', '['.repeat(1e6)])(
  'the line %.20s is not a message',
  (line) => {
    expect(readMessage(line)).toBeUndefined();
  },
);

test.each([
  {},
  { type: 'hello' },
  { type: 'toString' },
  { type: '__proto__' },
  { type: 'progress' },
  { type: 'ready', infos: [{ label: 1, value: 'b' }] },
  { type: 'ready' },
  { type: 'setup-failed', error: null },
  { type: 'setup-failed', error: { message: 'no', code: 'not a code' } },
  { type: 'reported', id: 's/1/1', step: '1', value: 2 },
  { type: 'reported', id: 's/1/1', step: 1, value: 'toString' },
  { type: 'reported', id: 's/1/1', step: 1 },
  { type: 'reported', step: 1, value: 2 },
  { type: 'exiting' },
  { type: 'dispose-failed' },
  { ...ended, id: undefined },
  { ...ended, isWorn: undefined },
  { ...ended, peakBytes: null },
  { ...ended, peakBytes: -1 },
  { ...ended, beganAt: 1e300 },
  ...[
    null,
    {},
    { state: 'complete', values: [] },
    { state: 'complete', values: [null] },
    { state: 'complete', values: { length: 1, 0: 1 } },
    { state: 'failed' },
    { state: 'pruned', reason: 'only the parent prunes' },
    { state: 'done', reason: '' },
    { ...failed, metrics: { a: 'b' } },
    { ...failed, seconds: -1 },
    { state: 'complete', values: [1], seconds: '3' },
  ].map((outcome) => ({ ...ended, outcome })),
])('%j is not a message', (value) => {
  expect(read(value)).toBeUndefined();
});
