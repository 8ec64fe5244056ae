import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth, pad, shorten, wrap } from './width.ts';

test.each([
  ['größe', 5],
  ['学習率', 6],
  ['e\u0301', 1],
  ['👍🏽', 2],
  ['🇩🇪', 2],
])('%s takes %d columns', (text, width) => expect(displayWidth(text)).toBe(width));

test('characters are not cut in two', () => {
  expect(shorten('学習率', 6)).toBe('学習率');
  expect(shorten('学習率', 5)).toBe('学習…');
  expect(shorten('学習率', 4)).toBe('学…');
  expect(shorten('ae\u0301b👍🏽c', 4)).toBe('ae\u0301b…');
  expect(shorten('abc', 0)).toBe('');
  expect(pad('学', 4)).toBe('学  ');
  expect(pad('学', 4, 'start')).toBe('  学');
});

test('a sentence is wrapped between words, later lines are indented like the first', () => {
  expect(wrap(' bayes: the space is used up; there is no further point.', 30)).toEqual([
    ' bayes: the space is used up;',
    ' there is no further point.',
  ]);
  expect(wrap('a'.repeat(45), 20)).toEqual(['a'.repeat(20), 'a'.repeat(20), 'a'.repeat(5)]);
  expect(wrap('short', 20)).toEqual(['short']);
  // Other spaces than those between words are part of the text.
  expect(wrap(`${'学'.repeat(12)} \u2003`, 20)).toEqual(['学'.repeat(10), '学学 \u2003']);
});

test('no line of any sentence is wider than any terminal, and no word is lost', () => {
  const words = fc.array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom('学'.repeat(30), '', '🇩🇪'),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(words, fc.integer({ min: 20, max: 200 }), fc.nat(3), (all, width, indent) => {
      const sentence = ' '.repeat(indent) + all.join(' ');
      const lines = wrap(sentence, width);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      const bare = (text: string): string => text.replaceAll(' ', '');
      expect(bare(lines.join(''))).toBe(bare(wrap(sentence, Infinity).join('')));
    }),
    { numRuns: 500 },
  );
});
