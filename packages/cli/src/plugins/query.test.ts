import { expect, test } from 'vitest';
import { parseQuery } from './query.ts';

test('a name alone has no options', () => {
  expect(parseQuery('bayes')).toEqual({ name: 'bayes', options: {} });
});

test('options are read as numbers, booleans or words', () => {
  expect(parseQuery('./mine.mjs?radius=0.1&greedy&polish=false&noise=deterministic')).toEqual({
    name: './mine.mjs',
    options: { radius: 0.1, greedy: true, polish: false, noise: 'deterministic' },
  });
});
