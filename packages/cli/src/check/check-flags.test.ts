import { expect, test } from 'vitest';
import { checkFlags } from './check-flags.ts';

const DEFAULTS = { strategies: 'bayes,grid,random', repeats: 1 };

test('flags of other comparisons stay as they are', () => {
  const flags = { ...DEFAULTS, check: false };
  expect(checkFlags(flags, [])).toBe(flags);
});

test('random against itself in 20 repeats, if nothing else is typed', () => {
  const flags = { ...DEFAULTS, check: true };
  expect(checkFlags(flags, ['compare', '--check'])).toEqual({
    ...{ check: true, strategies: 'random,random', repeats: 20 },
  });
});

test('a strategy with the same options, however they are written', () => {
  const typed = { strategies: 'm?a=1&b=2, m?b=2&a=1.0', repeats: 7, check: true };
  expect(checkFlags(typed, ['--strategies', typed.strategies, '--repeats=7'])).toEqual(typed);
});

test.each([
  ['bayes,random', 20, /a strategy with itself.*--strategies bayes,bayes/],
  ['bayes', 20, /--strategies bayes,bayes\. It got bayes/],
  ['bayes,bayes,bayes', 20, /--strategies bayes,bayes/],
  ['', 20, /--strategies random,random\. It got none/],
  ['bayes,bayes?noise=deterministic', 20, /a strategy with itself/],
  ['random,random', 5, /--repeats from 6 to 100, but got 5/],
  ['random,random', 'auto', /--repeats from 6 to 100, but got auto/],
])('%s in %s repeats are refused', (strategies, repeats, message) => {
  const argv = [`--strategies=${strategies}`, '--repeats', String(repeats)];
  expect(() => checkFlags({ strategies, repeats, check: true }, argv)).toThrow(
    expect.objectContaining({ code: 'CLI_USAGE', message: expect.stringMatching(message) }),
  );
});
