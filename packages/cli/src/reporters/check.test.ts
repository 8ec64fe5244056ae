import type { Comparison, SelfCheck } from '@tune/compare';
import { expect, test } from 'vitest';
import { textOf } from '../terminal/line.ts';
import { checkLines } from './check.ts';

const share = (value: number) => ({
  share: value,
  interval: { low: value - 0.003, high: value + 0.003 },
});

const CHECK: SelfCheck = {
  ...{ repeats: 20, draws: 10_000, fixed: share(0.031), peeking: share(0.04), answer: 'unknown' },
  order: { firstAhead: 0.575, pValue: 0.39, isSuspicious: false },
  trend: { correlation: 0.1, pValue: 0.6, isSuspicious: false },
  ...{ ties: 1, withoutValue: 0, spread: 0.0123, correlation: 0.62, detectable: 0.0098 },
};
const comparison = { strategies: [{ name: 'random' }] } as unknown as Comparison;

const linesOf = (check: Partial<SelfCheck>, width = 100): string[] =>
  checkLines({ ...CHECK, ...check }, comparison, width).map(textOf);

test('a check says what was found, and that verdicts can be trusted', () => {
  expect(linesOf({})).toEqual([
    '',
    'Check: random is compared with itself, so every winner is a false one.',
    ' one look    3.1 % (95 %: 2.8 to 3.4) of 10,000 relabelings name a winner',
    ' many looks  4.0 % (95 %: 3.7 to 4.3) do if one looks after each repeat; 5 % are accepted',
    ' this one    names no winner, as there is none',
    ' order       the run that comes first is ahead in 11.5 of 20 repeats: chance (p = 0.39)',
    ' trend       runs do not drift from repeat to repeat (p = 0.60)',
    ' ties        equal values in 1 of 20 repeats, which say nothing',
    ' chance      two runs differ by 0.012 (1 sd); they vary together (correlation 0.62), which pairing',
    '             removes',
    ' finds       a difference of 0.0098 in four of five comparisons of 20 repeats',
    '',
    'Nothing speaks against verdicts on this objective.',
  ]);
});

test.each([
  [
    { order: { firstAhead: 1, pValue: 1e-6, isSuspicious: true } },
    /p < 0.001.*It matters which run/,
  ],
  [
    { trend: { correlation: -0.9, pValue: 0.0005, isSuspicious: true } },
    /runs get better.*Values drift/,
  ],
  [{ ties: 15 }, /in 15 of 20.*Most repeats end with equal values/],
  [{ withoutValue: 2 }, /no value +of a run in 2 of 20/],
  [{ fixed: share(0.2) }, /More than 5 % false winners/],
])('%j is told', (check, text) => {
  expect(linesOf(check).join(' ')).toMatch(text);
});

test('no line is longer than the terminal is wide', () => {
  for (const width of [40, 60, 80]) {
    const order = { firstAhead: 1, pValue: 1e-6, isSuspicious: true };
    for (const line of linesOf({ order, ties: 15 }, width))
      expect(line.length).toBeLessThanOrEqual(width);
  }
});
