import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { formatQuery, parseQuery } from './query.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-query-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a name alone has no options', () => {
  expect(parseQuery('bayes')).toEqual({ name: 'bayes', options: {} });
  expect(parseQuery('bayes?')).toEqual({ name: 'bayes', options: {} });
});

test('options are read as numbers, booleans or words', () => {
  expect(parseQuery('./mine.mjs?radius=0.1&greedy&polish=false&noise=deterministic')).toEqual({
    name: './mine.mjs',
    options: { radius: 0.1, greedy: true, polish: false, noise: 'deterministic' },
  });
});

test.each([
  ['1e3', 1000],
  ['1e+3', 1000],
  ['1E-2', 0.01],
  ['-.5', -0.5],
  ['5.', 5],
  ['+2', 2],
  ['0', 0],
  ['0x10', '0x10'],
  ['0b1', '0b1'],
  ['007', '007'],
  ['1_000', '1_000'],
  ['1e400', '1e400'],
  ['9007199254740993', '9007199254740993'],
  ['Infinity', 'Infinity'],
  ['NaN', 'NaN'],
  ['.', '.'],
  ['', ''],
  ['a+b', 'a+b'],
  ['a%26b%2Cc%25', 'a&b,c%'],
  ['100%', '100%'],
  ['%E4', '%E4'],
  ['a=b', 'a=b'],
  ['/data/x?y', '/data/x?y'],
])('the value %s is %j', (text, value) => {
  expect(parseQuery(`mine?value=${text}`).options).toEqual({ value });
});

test('an option that is given twice, or has no name, is refused', () => {
  expect(() => parseQuery('mine?a=1&a=2')).toThrow(/option "a" is given twice/);
  expect(() => parseQuery('mine?=2')).toThrow(/no name/);
});

test('a question mark in the path of an existing file does not begin the options', () => {
  const odd = join(folder, 'what?', 'is it?');
  mkdirSync(odd, { recursive: true });
  const file = join(odd, 'mine?.mjs');
  writeFileSync(file, '');
  expect(parseQuery(file)).toEqual({ name: file, options: {} });
  expect(parseQuery(`${file}?a=1&b=x?y`)).toEqual({ name: file, options: { a: 1, b: 'x?y' } });
});

test('the order of options makes no difference', () => {
  expect(JSON.stringify(parseQuery('mine?b=2&a=1'))).toBe(
    JSON.stringify(parseQuery('mine?a=1&b=2')),
  );
  expect(formatQuery(parseQuery('mine?b=2.0&on&a=1e1'))).toBe('mine?a=10&b=2&on');
});

test('what is written is read as the same', () => {
  const key = fc.string({ minLength: 1 });
  const value = fc.oneof(
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.dictionary(key, value, { noNullPrototype: true }), (options) => {
      const read = parseQuery(formatQuery({ name: 'mine', options }));
      const meant = Object.entries(options).map(([name, one]) => [
        name,
        parseQuery(`m?v=${encodeURIComponent(String(one))}`).options['v'],
      ]);
      expect(read.options).toEqual(Object.fromEntries(meant));
      expect(formatQuery(read)).toBe(formatQuery(parseQuery(formatQuery(read))));
    }),
  );
});
