import { expect, test } from 'vitest';
import { readMessage } from './read-message.ts';

const ended = {
  type: 'ended',
  id: 's/1/1',
  outcome: { state: 'complete', values: [1] },
  beganAt: 1,
  peakBytes: 2,
  residentBytes: 3,
};
const failed = { state: 'failed', reason: 'it diverged' };

test.each([
  { type: 'progress', message: 'half' },
  { type: 'ready', infos: [{ label: 'a', value: 'b' }] },
  { type: 'setup-failed', error: { message: 'no', code: 'A', details: {} } },
  { type: 'reported', id: 's/1/1', step: 1, value: Number.NaN },
  { type: 'reported', id: 's/1/1', step: 1, value: 2, total: 3 },
  ended,
  { ...ended, outcome: { ...failed, stack: 'at', metrics: { a: 1 } } },
])('%j is a message', (message) => {
  expect(readMessage(message)).toBe(message);
});

test.each([
  null,
  undefined,
  7,
  'ended',
  [],
  {},
  { type: 'hello' },
  { type: 'toString' },
  { type: 'progress' },
  { type: 'ready', infos: [{ label: 1, value: 'b' }] },
  { type: 'ready' },
  { type: 'setup-failed', error: null },
  { type: 'reported', id: 's/1/1', step: '1', value: 2 },
  { type: 'reported', step: 1, value: 2 },
  { ...ended, id: undefined },
  { ...ended, peakBytes: Number.NaN },
  ...[
    null,
    {},
    { state: 'complete', values: [] },
    { state: 'complete', values: [Infinity] },
    { state: 'failed' },
    { state: 'done', reason: '' },
    { ...failed, metrics: { a: 'b' } },
  ].map((outcome) => ({ ...ended, outcome })),
])('%j is not a message', (value) => {
  expect(readMessage(value)).toBeUndefined();
});
