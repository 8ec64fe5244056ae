import { expect, test } from 'vitest';
import { defaultsOf, flagsFrom } from './flags.ts';
import { SEARCH_OPTIONS } from './sets.ts';
import { PROBLEM_FLAGS, RESUMABLE_FLAGS, RUNTIME_FLAGS, VIEW_FLAGS } from './stored.ts';
import { flagOf, optionOf, OPTIONS, type OptionName } from './table.ts';

test('what is compared keeps its order, which the identity of a comparison is hashed from', () => {
  expect(PROBLEM_FLAGS).toEqual([
    ...['objective', 'preset', 'backend', 'command', 'spaceFile', 'direction', 'metric', 'steps'],
    ...['seed', 'pruner'],
  ]);
});

test('what a comparison looks at, and how it runs, is stored beside it', () => {
  expect(VIEW_FLAGS).toEqual([
    ...['strategies', 'trials', 'repeats', 'atMost', 'target', 'patience', 'budgetSeconds'],
    ...['rope', 'confirm'],
  ]);
  expect(RUNTIME_FLAGS).toEqual([
    ...['parallel', 'executor', 'isolation', 'memoryLimit', 'trialTimeout', 'suggestTimeout'],
    ...['maxFailures', 'maxRetries', 'config'],
  ]);
});

test('resume changes everything but the problem', () => {
  const stored = [...VIEW_FLAGS, ...RUNTIME_FLAGS];
  expect(RESUMABLE_FLAGS.filter((name) => !stored.includes(name))).toEqual(['maxSeconds']);
  expect(RESUMABLE_FLAGS).toEqual(expect.arrayContaining(stored));
});

test('a search takes everything that is stored', () => {
  const taken: readonly string[] = ['strategies', ...SEARCH_OPTIONS];
  for (const name of [...PROBLEM_FLAGS, ...VIEW_FLAGS, ...RUNTIME_FLAGS]) {
    expect(taken).toContain(name);
  }
});

test('a flag is the name with dashes, unless the option says another', () => {
  expect(flagOf('maxRetries')).toBe('max-retries');
  expect(flagOf('rows')).toBe('trials');
  expect(flagOf('json')).toBe('json');
});

test('every default is in the range of its option', () => {
  for (const name of Object.keys(OPTIONS) as OptionName[]) {
    const option = optionOf(name);
    if ((option.type === 'number' || option.type === 'amount') && option.default !== undefined) {
      expect(option.default).toBeGreaterThanOrEqual(option.min);
      expect(option.default).toBeLessThanOrEqual(option.max);
    }
    if (option.type === 'choice' && option.default !== undefined) {
      expect(option.choices).toContain(option.default);
    }
  }
});

test('every example is a value of its option', () => {
  for (const name of Object.keys(OPTIONS) as OptionName[]) {
    const option = optionOf(name);
    if (option.type === 'boolean') continue;
    const { example } = option;
    if (option.type === 'choice') expect(option.choices.map(String)).toContain(example);
    if (option.type === 'number' || (option.type === 'amount' && !option.words.includes(example))) {
      expect(Number(example)).toBeGreaterThanOrEqual(option.min);
      expect(Number(example)).toBeLessThanOrEqual(option.max);
    }
    if (option.default !== undefined) expect(example).not.toBe(String(option.default));
  }
});

test('parsed flags are those that were given', () => {
  const parsed = { _: ['compare'], $0: 'tune', 'max-retries': 2, maxRetries: 2, trials: undefined };
  expect(flagsFrom(parsed, ['maxRetries', 'trials', 'seed'])).toEqual({ maxRetries: 2 });
  expect(defaultsOf(['trials', 'target', 'json'])).toEqual({ trials: 8, json: false });
});

test.each([
  ['10', 10],
  ['+5', '+5'],
  ['auto', 'auto'],
])('--repeats %s is read as %j', (text, value) => {
  expect(flagsFrom({ repeats: text }, ['repeats'])).toEqual({ repeats: value });
});

test.each(['0', '-1', '+0', '1.5', '0x10', '1e3', 'automatic', '', ' 5', '+', '1001', 'NaN'])(
  '--repeats %j is refused',
  (text) => {
    expect(() => flagsFrom({ repeats: text }, ['repeats'])).toThrow(
      'expects a whole number from 1 to 1,000, so many more (+5) or auto',
    );
  },
);
