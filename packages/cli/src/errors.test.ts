import { TuneError } from '@tune/core';
import { expect, test } from 'vitest';
import { cliError, isUsage, messageOf, usage } from './errors.ts';

test('what a library says gets the flags that help', () => {
  const locked = new TuneError('STORAGE_LOCKED', 'Another process holds tune.db.');
  expect(messageOf(locked)).toBe('Another process holds tune.db. (--storage FILE)');
  const missing = new TuneError('STORAGE_ENGINE_MISSING', 'There is no engine.');
  expect(messageOf(missing)).toBe('There is no engine. (--storage memory, which stores nothing)');
  expect(messageOf(usage('Say what to do.'))).toBe('Say what to do.');
});

test('a study that changed says what to start instead', () => {
  const details = { study: 'mine/a/1', option: 'objective version', stored: 'a1', given: 'b2' };
  expect(messageOf(new TuneError('STUDY_CHANGED', '', { details }))).toMatch(
    /^mine\/a\/1 cannot continue: its objective version was a1 and is b2\. A file was edited.*\n.*--fresh/,
  );
  const other = new TuneError('STUDY_CHANGED', 'It has another seed.', { details: {} });
  expect(messageOf(other)).toMatch(/^It has another seed\.\nTrials/);
});

test('mistakes in what was typed are told from failures, also those of another copy of core', () => {
  expect(isUsage(cliError('CLI_NAME_UNKNOWN', { name: 'a', file: 'tune.db' }))).toBe(true);
  expect(
    isUsage(Object.assign(new Error('no'), { name: 'TuneError', code: 'SPACE_INVALID' })),
  ).toBe(true);
  expect(isUsage(new TuneError('STORAGE_FULL', 'full'))).toBe(false);
  expect(isUsage(new RangeError('far'))).toBe(false);
});
