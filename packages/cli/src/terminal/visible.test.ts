import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText, visible, visibleLines, visibleOutput } from './visible.ts';

test.each([
  ['plain text, größe, 学習率, 👍🏽, e\u0301', 'plain text, größe, 学習率, 👍🏽, e\u0301'],
  ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
  ['a\rb\bc\u0007d\u0000e\u007f', 'a\\rb\\x08c\\x07d\\x00e\\x7f'],
  ['\u009b31m\u009d8;;x\u009c', '\\x9b31m\\x9d8;;x\\x9c'],
  ['one\ntwo\tthree', 'one\\ntwo\\tthree'],
  ['\u202egpj.exe \u2066x\u2069 \u200f', '\\u202egpj.exe \\u2066x\\u2069 \\u200f'],
  ['a\u200bb\u200dc\ufeffd\u00ade', 'a\\u200bb\\u200dc\\ufeffd\\xade'],
  ['\u2028\u2029', '\\u2028\\u2029'],
  ['\ud800 and \udfff', '\\ud800 and \\udfff'],
  ['tag \u{e0041}', 'tag \\u{e0041}'],
  ['☀️', '☀️'],
])('%j is shown as %j', (text, shown) => {
  expect(visible(text)).toBe(shown);
  expect(visible(shown)).toBe(shown);
});

test('lines stay lines', () => {
  expect(visibleLines('a\r\nb\tc\n\u001b[2J')).toBe('a\nb\tc\n\\x1b[2J');
});

test('the output of programs loses its colors; a redrawn line becomes lines', () => {
  expect(visibleOutput('\u001b[1;32mok\u001b[0m\n')).toBe('ok\n');
  expect(visibleOutput('\r 10 %\r 20 %\r\n')).toBe('\n 10 %\n 20 %\n');
  expect(visibleOutput('\u001b]0;title\u0007\u001b[2J')).toBe('\\x1b]0;title\\x07\\x1b[2J');
});

test('marks do not pile up', () => {
  expect(visible(`a${'\u0301'.repeat(5000)}b`)).toBe(`a${'\u0301'.repeat(8)}…b`);
});

const control = fc
  .oneof(fc.integer({ min: 0, max: 0xa0 }), fc.integer({ min: 0x2000, max: 0x206f }))
  .map((code) => String.fromCodePoint(code));
const anything = fc.string({ unit: 'binary', maxLength: 40 });

test('nothing that a terminal obeys or hides is left, and JSON reads as the same text', () => {
  const unseen = /[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/u;
  fc.assert(
    fc.property(
      fc.oneof(
        anything,
        fc.array(control, { maxLength: 20 }).map((all) => all.join('')),
      ),
      (text) => {
        const seen = (shown: string): string => shown.replace(/[\p{Co}\p{Cn}]/gu, '');
        expect(seen(visible(text))).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(seen(visibleLines(text))).not.toMatch(unseen);
        expect(seen(visibleOutput(text))).not.toMatch(unseen);
        expect(visible(visible(text))).toBe(visible(text));
        const json = jsonText({ [text]: text });
        expect(seen(json)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(JSON.parse(json)).toEqual({ [text]: text });
      },
    ),
    { numRuns: 2000 },
  );
});
