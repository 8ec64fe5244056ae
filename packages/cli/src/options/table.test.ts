import { expect, test } from 'vitest';
import { defaultsOf, flagsFrom } from './flags.ts';
import { SEARCH_OPTIONS } from './sets.ts';
import {
  flagOf,
  IDENTITY_FLAGS,
  optionOf,
  OPTIONS,
  RESUMABLE_FLAGS,
  RUNTIME_FLAGS,
  type OptionName,
} from './table.ts';

test('the identity keeps its order, which names of stored comparisons are hashed from', () => {
  expect(IDENTITY_FLAGS).toEqual([
    ...['objective', 'preset', 'backend', 'command', 'spaceFile', 'direction', 'metric', 'steps'],
    ...['strategies', 'trials', 'repeats', 'seed', 'pruner', 'target', 'patience', 'budgetSeconds'],
  ]);
});

test('runtime flags are stored beside the identity, in their order', () => {
  expect(RUNTIME_FLAGS).toEqual([
    ...[
      'rope',
      'parallel',
      'isolation',
      'memoryLimit',
      'trialTimeout',
      'maxFailures',
      'maxRetries',
    ],
  ]);
});

test('resume changes runtime flags, and of the identity what can only extend a search', () => {
  const changes = RESUMABLE_FLAGS.filter((name) => !RUNTIME_FLAGS.includes(name));
  expect(changes).toEqual(['trials', 'repeats', 'target', 'patience', 'maxSeconds']);
  expect(RESUMABLE_FLAGS).toEqual(expect.arrayContaining([...RUNTIME_FLAGS]));
});

test('a search takes everything that is stored', () => {
  const taken: readonly string[] = ['strategies', ...SEARCH_OPTIONS];
  for (const name of [...IDENTITY_FLAGS, ...RUNTIME_FLAGS]) expect(taken).toContain(name);
});

test('a flag is the name with dashes, unless the option says another', () => {
  expect(flagOf('maxRetries')).toBe('max-retries');
  expect(flagOf('rows')).toBe('trials');
  expect(flagOf('json')).toBe('json');
});

test('every default is in the range of its option', () => {
  for (const name of Object.keys(OPTIONS) as OptionName[]) {
    const option = optionOf(name);
    if (option.type === 'number' && option.default !== undefined) {
      expect(option.default).toBeGreaterThanOrEqual(option.min);
      expect(option.default).toBeLessThanOrEqual(option.max);
    }
    if (option.type === 'choice' && option.default !== undefined) {
      expect(option.choices).toContain(option.default);
    }
  }
});

test('parsed flags are those that were given', () => {
  const parsed = { _: ['compare'], $0: 'tune', 'max-retries': 2, maxRetries: 2, trials: undefined };
  expect(flagsFrom(parsed, ['maxRetries', 'trials', 'seed'])).toEqual({ maxRetries: 2 });
  expect(defaultsOf(['trials', 'target', 'json'])).toEqual({ trials: 8, json: false });
});
