import { TuneError } from '@tune/core';
import { expect, test } from 'vitest';
import { cliError, isUsage, messageOf, usage } from './errors.ts';

test('what a library says gets the flags that help', () => {
  const locked = new TuneError('STORAGE_LOCKED', 'Another process holds tune.db.');
  expect(messageOf(locked)).toBe(
    'Another process holds tune.db. (choose another file with --storage)',
  );
  const missing = new TuneError('STORAGE_ENGINE_MISSING', 'There is no engine.');
  expect(messageOf(missing)).toBe('There is no engine. (or keep nothing with --storage memory)');
  expect(messageOf(usage('Say what to do.'))).toBe('Say what to do.');
});

test('mistakes in what was typed are told from failures, also those of another copy of core', () => {
  expect(isUsage(cliError('CLI_NAME_UNKNOWN', { name: 'a', file: 'tune.db' }))).toBe(true);
  expect(
    isUsage(Object.assign(new Error('no'), { name: 'TuneError', code: 'SPACE_INVALID' })),
  ).toBe(true);
  expect(isUsage(new TuneError('STORAGE_FULL', 'full'))).toBe(false);
  expect(isUsage(new RangeError('far'))).toBe(false);
});
