import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from './visible.ts';
import { alignColumns, alignPairs, fitTable, recordLines } from './table.ts';
import { displayWidth } from './width.ts';

test('columns are as wide as their widest cell, lines have no trailing spaces', () => {
  expect(
    alignColumns([
      ['strategy', 'best'],
      ['a', '0.97150'],
      ['random', ''],
    ]),
  ).toEqual([' strategy  best', ' a         0.97150', ' random']);
});

const RESULT = [
  ['strategy', 'best', 'trials to 0.9000', 'choosing'],
  ['bayes?noise=deterministic', '0.9715', '12', '0.03 s'],
  ['random', '-1.230e-5', 'not reached', '1 min 3 s'],
];

test('digits are below digits where a value is negative', () => {
  expect(alignColumns(RESULT, 80)).toEqual([
    ' strategy                   best       trials to 0.9000  choosing',
    ' bayes?noise=deterministic   0.9715    12                0.03 s',
    ' random                     -1.230e-5  not reached       1 min 3 s',
  ]);
});

test('long texts are shortened where the terminal is narrow, numbers are not', () => {
  expect(alignColumns(RESULT, 56)).toEqual([
    ' strategy         best       trials to 0.9000  choosing',
    ' bayes?noise=de…   0.9715    12                0.03 s',
    ' random           -1.230e-5  not reached       1 min 3 s',
  ]);
});

test('where a table does not fit, each row is a record', () => {
  expect(fitTable(RESULT, 30)).toBeUndefined();
  expect(alignColumns(RESULT, 30)).toEqual([
    ' bayes?noise=deterministic',
    '   best              0.9715',
    '   trials to 0.9000  12',
    '   choosing          0.03 s',
    ' random',
    '   best            -1.230e-5',
    '   trials to 0.9…  not reached',
    '   choosing        1 min 3 s',
  ]);
});

test('wide characters take two columns, control characters are shown', () => {
  expect(
    alignColumns([
      ['name', 'x'],
      ['学習率', '1'],
      ['e\u0301\u001b[2J', '2'],
    ]),
  ).toEqual([' name      x', ' 学習率    1', ' e\u0301\\x1b[2J  2']);
});

test('sentences are behind their labels, or below them on a narrow terminal', () => {
  const pairs = [['trials', 'in one child process, the first ready after 20 s']] as const;
  expect(alignPairs(pairs, 80)).toEqual([
    ' trials  in one child process, the first ready after 20 s',
  ]);
  expect(alignPairs(pairs, 40)).toEqual([
    ' trials  in one child process, the first',
    '         ready after 20 s',
  ]);
  expect(alignPairs(pairs, 24)).toEqual([
    ...[' trials', '   in one child process,', '   the first ready after', '   20 s'],
  ]);
});

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '0.9715',
    '-1.230e-5',
    '12/40',
    '学'.repeat(40),
    'a'.repeat(1000),
    '\u001b[31m',
    '👨‍👩‍👧‍👦🇩🇪',
    'क्षत्रिय',
  ),
);
const table = fc.integer({ min: 1, max: 9 }).chain((columns) =>
  fc.array(fc.array(text, { minLength: columns, maxLength: columns }), {
    minLength: 1,
    maxLength: 6,
  }),
);

test('any table of any texts fits into any terminal, and what is cut ends with an ellipsis', () => {
  fc.assert(
    fc.property(table, fc.integer({ min: 20, max: 200 }), (rows, width) => {
      const pairs = rows.map((row) => [row[0]!, row.at(-1)!] as const);
      const fitting = fitTable(rows, width);
      const lines = [
        ...alignColumns(rows, width),
        ...alignPairs(pairs, width),
        ...recordLines('title', pairs, width),
      ];
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      // eslint-disable-next-line no-control-regex
      expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b\u202e]/u);
      fitting?.forEach((line, i) => {
        // Each cell is whole, or its start and an ellipsis.
        let rest = line;
        for (const cell of rows[i]!.map(visible)) {
          const graphemes = [...new Intl.Segmenter('en').segment(cell)].map(
            ({ segment }) => segment,
          );
          const cuts = [
            cell,
            ...graphemes.slice(0, 201).map((_, n) => `${graphemes.slice(0, n).join('')}…`),
          ];
          const shown = cuts.find((one) => rest.trimStart().startsWith(one.trim()));
          expect(shown, `${JSON.stringify(cell)} in ${JSON.stringify(line)}`).toBeDefined();
          rest = rest.trimStart().slice(shown!.trim().length);
        }
        expect(rest.trim()).toBe('');
      });
    }),
    { numRuns: 200 },
  );
});
