import { summarize, type Comparison, type Design } from '@tune/compare';
import { expect, test } from 'vitest';
import { designOf, ended } from './design.test-util.ts';
import { textOf } from '../terminal/line.ts';
import { displayWidth } from '../terminal/width.ts';
import * as result from './result.ts';
import type { ResultView } from './result-view.ts';
import { verdictText } from './verdict.ts';

/** The lines of a complete comparison. */
const resultLines = (
  comparison: Comparison,
  width = 200,
  more: Partial<ResultView> = {},
): string[] => result.resultLines({ comparison, isComplete: true, ...more }, width).map(textOf);

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

test('verdict, table, best point, cost and what to do, the leader first', () => {
  const design = designOf({ trials: 2 });
  const comparison = comparisonOf(design, { bayes: [[0.8, 0.9]], random: [[0.95, 0.7]] });
  const more = { seconds: 432, name: 'mnist-1', metric: 'accuracy', command: ['tune', 'compare'] };
  expect(resultLines(comparison, 80, more).join('\n')).toMatchInlineSnapshot(`
    "
    random leads by 0.05000. One repeat cannot name a winner.

     strategy  best    trials to 0.9000  choosing  training
     random    0.9500  1                 0.02 s    4.00 s
     bayes     0.9000  2                 0.02 s    4.00 s

     best point  {"lr":0.001}
                 accuracy 0.9500 · random · tune best mnist-1
     cost        4 trials · evaluating 8.00 s, choosing 0.04 s · 7 min 12 s in all
     again       tune compare
     next        not sure enough? tune resume mnist-1 --repeats +9"
  `);
});

test('failed trials have a column; a strategy without a complete trial has no best', () => {
  const design = designOf({ trials: 1 });
  const lines = resultLines(comparisonOf(design, { bayes: [['no']], random: [[0.5]] }));
  expect(lines[1]).toBe('random is the only one with a complete trial.');
  expect(lines[3]).toMatch(/failed$/);
  expect(lines[5]).toMatch(/^ bayes +- .* 1$/);
});

test('several repeats have their median, and the best of all', () => {
  const design = designOf({ trials: 1, repeats: 3 });
  const results = { bayes: [[0.7], [0.9], [0.8]], random: [[0.5], [0.6], [0.4]] };
  const lines = resultLines(comparisonOf(design, results));
  expect(lines[3]).toMatch(/^ strategy +best +median/);
  expect(lines[4]).toMatch(/^ bayes +0\.9000 +0\.8000/);
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
  expect(say([0.9], [0.8])).toBe('bayes leads by 0.1000. One repeat cannot name a winner.');
  expect(say([0.9715], [0.966], 2000)).toBe(
    'bayes leads by 0.005500 (95 % interval of its value: 0.9633 to 0.9779). One repeat cannot name a winner.',
  );
  expect(say([0.9], [0.9])).toBe(
    'Several strategies share the best median. One repeat cannot name a winner.',
  );
  const six = [0.9, 0.91, 0.92, 0.93, 0.94, 0.95];
  expect(
    say(
      six,
      six.map((value, at) => value - 0.01 * (at + 1)),
    ),
  ).toBe(
    'bayes is best: 0.9250 at the median of 6 repeats, 0.035 above random (95 %: 0.013 to 0.057; ahead in 100 % of repeats, 61 to 100 %).',
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
      `bayes leads by 0.2500, but 7 repeats cannot tell yet: 4.3 ${side} random (95 %: -0.25 to 8.8; ahead in 57 % of repeats, 25 to 84 %)`,
    );
  }
});

test('where half of the repeats have no value, no size is told', () => {
  const design = designOf({ trials: 1, repeats: 8 });
  const bayes = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => [value / 10]);
  const random = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => [value > 4 ? 'no' : value / 20]);
  expect(verdictText(comparisonOf(design, { bayes, random }))).toBe(
    'bayes is best: 0.4500 at the median of 8 repeats, ahead of random in 100 % of repeats, 68 to 100 % (too many without a value to say by how much).',
  );
});

test('a comparison of enough repeats that was stopped early is to be resumed', () => {
  const design = designOf({ trials: 1, repeats: 20 });
  const whole = [[0.9], [0.91], [0.92]];
  const comparison = comparisonOf(design, { bayes: whole, random: [[0.8], [0.81], [0.82]] });
  expect(verdictText(comparison)).toBe(
    'bayes leads by 0.1000. 3 whole repeats cannot name a winner.',
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
    'random and bayes are practically equal: they differ by less than 0.00025, beyond chance.',
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
    'bayes leads by 0.1000 so far. Without a whole repeat there is no winner.',
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

test('where the terminal is narrow, costs are a table of their own, then strategies are records', () => {
  const design = designOf({ trials: 3 });
  const comparison = comparisonOf(design, { bayes: [[0.7, 0.8, 0.9]], random: [[0.8, 0.8, 0.8]] });
  expect(resultLines(comparison, 50).join('\n')).toMatchInlineSnapshot(`
    "
    bayes leads by 0.1000. One repeat cannot name a
    winner.

     best value so far
     0.9 ┤                        ⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉ bayes
         │                        ⡇
         │                        ⡇
         │                        ⡇
     0.8 ┤⠒⠒⠒ ⠒⠒⠒ ⠒⠒⠒ ⡖⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠓⠒⠒ ⠒⠒⠒⠒⠒⠒⠒⠒ random
         │            ⡇
         │            ⡇
         │            ⡇
     0.7 ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡇
         └───── 1 ───────── 2 ───────── 3 ──── trials

     strategy  best
     bayes     0.9000
     random    0.8000

     strategy  trials to 0.8000  choosing  training
     bayes     2                 0.03 s    6.00 s
     random    1                 0.03 s    6.00 s

     best point  {"lr":0.003}
                 value 0.9000 · bayes
     cost        6 trials · evaluating 12 s, choosing
                 0.06 s
     next        not sure enough? the same with
                 --repeats 10"
  `);
  expect(resultLines(comparison, 30).join('\n')).toMatchInlineSnapshot(`
    "
    bayes leads by 0.1000. One
    repeat cannot name a winner.

     best value so far
     0.9 ┤           ⡏⠉⠉⠉⠉ bayes
         │           ⡇
         │           ⡇
         │           ⡇
     0.8 ┤⠒⠒⠒ ⠒⢲⠒⠒⠒⠒⠒⠃⠒⠒⠒⠒ random
         │     ⢸
         │     ⢸
         │     ⢸
     0.7 ┤⣀⣀⣀⣀⣀⣸
         └─ 1 ─── 2 ── 3 ─ trials

     bayes
       best              0.9000
       trials to 0.8000  2
       choosing          0.03 s
       training          6.00 s
     random
       best              0.8000
       trials to 0.8000  1
       choosing          0.03 s
       training          6.00 s

     best point
       {"lr":0.003}
     
       value 0.9000 · bayes
     cost
       6 trials · evaluating 12 s,
       choosing 0.06 s
     next
       not sure enough? the same
       with --repeats 10"
  `);
});

test('no line is wider than the terminal, unless a value of the best point is', () => {
  const design = designOf({ trials: 3, repeats: 2 });
  const results = {
    bayes: [
      [0.7, 0.8, 0.9],
      [0.6, 0.7, 0.9],
    ],
    random: [
      [0.8, 0.8, 0.8],
      [0.7, 0.7, 0.7],
    ],
  };
  const comparison = comparisonOf(design, results);
  const more = {
    name: 'a-name-1234567890',
    command: ['tune', 'compare', '--objective', './a b.mjs'],
  };
  for (let width = 20; width <= 200; width++) {
    const widths = resultLines(comparison, width, more).map(displayWidth);
    expect(Math.max(...widths), String(width)).toBeLessThanOrEqual(width);
  }
});

test('scored choices have the score, what the search saw, and how much better that looked', () => {
  const design = designOf({ trials: 2, repeats: 2 });
  const plain = comparisonOf(design, {
    bayes: [
      [0.8, 0.9],
      [0.7, 0.91],
    ],
    random: [
      [0.95, 0.7],
      [0.6, 0.8],
    ],
  });
  const scored: Comparison = {
    ...{ ...plain, judgedBy: 'test', testDescription: 'the 10,000 test images' },
    strategies: plain.strategies.map((one) => ({
      ...one,
      searchMedian: one.median,
      optimism: 0.01,
      median: one.median! - 0.01,
      choices: one.best.map((search) => ({ point: one.bestPoint!, search, score: search! - 0.01 })),
      ...(one.name === 'random' ? { droppedAfter: 2 } : {}),
    })),
  };
  expect(resultLines(scored, 100, { metric: 'accuracy' }).join('\n')).toMatchInlineSnapshot(`
    "
    bayes leads by 0.03000. 2 repeats cannot name a winner.

     strategy  test    search  optimism  repeats          trials to 0.8750  choosing  training
     bayes     0.8950  0.9050  0.01000   2                2                 0.04 s    8.00 s
     random    0.8650  0.8750  0.01000   dropped after 2  1                 0.04 s    8.00 s
     test: what each choice is worth on the 10,000 test images, which no search sees; optimism: how much
     better it looked to the search

     best point  {"lr":0.001}
                 accuracy 0.9500 (0.9500 in the search) · random, repeat 1
     cost        8 trials · evaluating 16 s, choosing 0.08 s
     next        not sure enough? the same with --repeats 10"
  `);
});

test('where no trial is complete, the end says where the reasons are', () => {
  const comparison = comparisonOf(designOf({ trials: 2 }), {
    bayes: [['bad', 'bad']],
    random: [['bad', 'bad']],
  });
  const named = resultLines(comparison, 200, { name: 'first' }).join('\n');
  expect(named).toContain(
    'next        no trial is complete; the reasons are in tune show first --trials',
  );
  expect(named).not.toContain('not sure enough');
  expect(resultLines(comparison).join('\n')).toContain('the reasons are above');
});
