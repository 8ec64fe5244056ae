import { summarize, type Comparison, type Design } from '@tune/compare';
import { expect, test } from 'vitest';
import { designOf, ended } from './design.test-util.ts';
import { textOf } from '../terminal/line.ts';
import { displayWidth } from '../terminal/width.ts';
import * as result from './result.ts';
import { verdictText } from './verdict.ts';

const resultLines = (...of: Parameters<typeof result.resultLines>): string[] =>
  result.resultLines(...of).map(textOf);

/** From a list of results for each strategy and repeat. */
function comparisonOf(design: Design, results: Record<string, (number | string)[][]>): Comparison {
  const runs = Object.entries(results).flatMap(([label, repeats]) =>
    repeats.map((values, index) => ({
      label,
      repeat: index + 1,
      trials: values.map((value, at) => ended(label, at + 1, value).trial),
    })),
  );
  return summarize(design, runs);
}

test('the table has the leader first, with points and costs', () => {
  const design = designOf({ trials: 2 });
  const comparison = comparisonOf(design, { bayes: [[0.8, 0.9]], random: [[0.95, 0.7]] });
  expect(resultLines(design, comparison, 432)).toEqual([
    '',
    'result after 4 trials, 7 min 12 s',
    ' strategy  best    lr        trials to 0.9000  choosing  training',
    ' random    0.9500  0.001000  1                 0.02 s    4.00 s',
    ' bayes     0.9000  0.002000  2                 0.02 s    4.00 s',
    '',
    'random leads by 0.05000. One repeat cannot name a winner; try --repeats 10.',
  ]);
});

test('failed trials have a column; a strategy without a complete trial has no best', () => {
  const design = designOf({ trials: 1 });
  const lines = resultLines(design, comparisonOf(design, { bayes: [['no']], random: [[0.5]] }), 1);
  expect(lines[2]).toMatch(/failed$/);
  expect(lines[4]).toMatch(/^ bayes +- .* 1$/);
  expect(lines.at(-1)).toBe('random is the only one with a complete trial.');
});

test('several repeats add the median', () => {
  const design = designOf({ trials: 1, repeats: 3 });
  const results = { bayes: [[0.7], [0.9], [0.8]], random: [[0.5], [0.6], [0.4]] };
  const lines = resultLines(design, comparisonOf(design, results), 1);
  expect(lines[2]).toMatch(/^ strategy +best +median/);
  expect(lines[3]).toMatch(/^ bayes +0\.9000 +0\.8000/);
});

test('the sentence says no more than the repeats allow', () => {
  const say = (bayes: number[], random: number[], samples?: number) => {
    const plain = designOf({ trials: 1, repeats: bayes.length });
    const design = {
      ...plain,
      objective: { ...plain.objective, ...(samples ? { samples } : {}) },
    };
    const repeats = (values: number[]) => values.map((value) => [value]);
    return verdictText(comparisonOf(design, { bayes: repeats(bayes), random: repeats(random) }));
  };
  expect(say([0.9], [0.8])).toBe(
    'bayes leads by 0.1000. One repeat cannot name a winner; try --repeats 10.',
  );
  expect(say([0.9715], [0.966], 2000)).toBe(
    'bayes leads by 0.005500 (95 % interval of its value: 0.9633 to 0.9779). One repeat cannot name a winner; try --repeats 10.',
  );
  expect(say([0.9], [0.9])).toBe(
    'Several strategies share the best median. One repeat cannot name a winner; try --repeats 10.',
  );
  const six = [0.9, 0.91, 0.92, 0.93, 0.94, 0.95];
  expect(
    say(
      six,
      six.map((value, at) => value - 0.01 * (at + 1)),
    ),
  ).toBe(
    'bayes is best: 0.9250 at the median of 6 repeats, 0.03500 above random (95 %: 0.01300 to 0.05700; ahead in 100 % of repeats).',
  );
  expect(
    say(
      six,
      six.map((value, at) => value + (at === 0 ? 0.1 : -0.001)),
    ),
  ).toMatch(/^\w+ leads by .*, but 6 repeats cannot tell yet: .* (More|About) /);
});

test('a leader by its median that is behind in size has the interval of what is shown', () => {
  for (const [direction, sign, side] of [
    ['minimize', 1, 'above'],
    ['maximize', -1, 'below'],
  ] as const) {
    const plain = designOf({ trials: 1, repeats: 7 });
    const design = { ...plain, objective: { ...plain.objective, direction } };
    const bayes = [1, 1, 1, 1, 10, 10, 10].map((value) => [sign * value]);
    const random = bayes.map(() => [sign * 1.25]);
    expect(verdictText(comparisonOf(design, { bayes, random }))).toContain(
      `bayes leads by 0.2500, but 7 repeats cannot tell yet: 4.2500 ${side} random (95 %: -0.2500 to 8.7500; ahead in 57 % of repeats)`,
    );
  }
});

test('where half of the repeats have no value, no size is told', () => {
  const design = designOf({ trials: 1, repeats: 8 });
  const bayes = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => [value / 10]);
  const random = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => [value > 4 ? 'no' : value / 20]);
  expect(verdictText(comparisonOf(design, { bayes, random }))).toBe(
    'bayes is best: 0.4500 at the median of 8 repeats, ahead of random in 100 % of repeats (too many without a value to say by how much).',
  );
});

test('a comparison of enough repeats that was stopped early is to be resumed', () => {
  const design = designOf({ trials: 1, repeats: 20 });
  const whole = [[0.9], [0.91], [0.92]];
  const comparison = comparisonOf(design, { bayes: whole, random: [[0.8], [0.81], [0.82]] });
  expect(verdictText(comparison)).toBe(
    'bayes leads by 0.1000. 3 whole repeats cannot name a winner; resume it for the rest.',
  );
});

test('equal values are practically equal, and what the rest is', () => {
  const design = designOf({ trials: 1, repeats: 7 });
  const values = [0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96];
  const results = {
    bayes: values.map((value) => [value]),
    random: values.map((value) => [value + 0.0001]),
  };
  const objective = { ...design.objective, samples: 2000 };
  expect(verdictText(comparisonOf({ ...design, objective }, results))).toBe(
    'random and bayes are practically equal: they differ by less than 0.0002500, beyond chance.',
  );
});

test('what the leader needs of the trials of the next one is said', () => {
  const design = designOf({ trials: 4, repeats: 6 });
  const six = [0, 1, 2, 3, 4, 5].map((at) => at / 100);
  const results = {
    bayes: six.map((by) => [0.5, 0.9 + by, 0.9 + by, 0.9 + by]),
    random: six.map((by) => [0.5, 0.6, 0.7, 0.8 + by / 2]),
  };
  expect(verdictText(comparisonOf(design, results))).toMatch(
    /For what random ends with, bayes needs 0\.50 of its trials \(95 %: 0\.50 to 0\.50\)\.$/,
  );
});

test('an interrupted repeat has a leader and no winner', () => {
  const design = designOf({ trials: 2 });
  expect(verdictText(comparisonOf(design, { bayes: [[0.9]], random: [[0.8]] }))).toBe(
    'bayes leads by 0.1000 so far. Without a whole repeat there is no winner; try --repeats 10.',
  );
});

test('the verdict names a missing comparison', () => {
  const design = designOf({ trials: 1 });
  expect(verdictText(comparisonOf(design, { bayes: [['no']], random: [['no']] }))).toMatch(
    /nothing to compare/,
  );
  const alone = { ...design, contenders: design.contenders.slice(0, 1) };
  expect(verdictText(comparisonOf(alone, { bayes: [[0.9]] }))).toBe('The best of bayes is 0.9000.');
});

test('best points that do not fit are below the table, a parameter a line', () => {
  const design = designOf({ trials: 1 });
  const comparison = comparisonOf(design, { bayes: [[0.9]], random: [[0.8]] });
  const rows = (width: number): string[] => resultLines(design, comparison, 1, [], width);
  expect(rows(60).slice(2, 11)).toEqual([
    ' strategy  best    trials to 0.8000  choosing  training',
    ' bayes     0.9000  1                 0.01 s    2.00 s',
    ' random    0.8000  1                 0.01 s    2.00 s',
    '',
    ' bayes',
    '   lr  0.001000',
    ' random',
    '   lr  0.001000',
    '',
  ]);
  for (let width = 20; width <= 200; width++) {
    for (const line of rows(width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  }
});
