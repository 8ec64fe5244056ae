import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chartLines, type Chart } from './chart.ts';
import { textOf } from './line.ts';
import type { Series } from './plot.ts';
import { displayWidth } from './width.ts';

const series = (label: string, median: readonly (number | null)[], by = 0): Series => ({
  label,
  index: label.charCodeAt(0) % 2,
  x: median.map((_, i) => i + 1),
  median,
  low: median.map((value) => (value === null ? null : value - by)),
  high: median.map((value) => (value === null ? null : value + by)),
});

const chartOf = (direction: Chart['direction'], ...all: readonly Series[]): Chart => ({
  ...{ series: all, direction },
  ...{ yTitle: 'value', xTitle: 'trials' },
});

const drawn = (chart: Chart, width = 44): string => chartLines(chart, width).map(textOf).join('\n');

test('curves fall where values are minimized, each with its own pattern and its name at the end', () => {
  const chart = chartOf(
    'minimize',
    series('bayes', [9, 4, 4, 2, 1]),
    series('random', [8, 8, 7, 6, 6]),
  );
  expect(drawn(chart)).toMatchInlineSnapshot(`
    " value
     9 ┤⠉⠉⠉⠉⠉⠉⢹
       │⠉⠉⠉⠉⠉⠉⢹⠉⠉⠉⠉⠉⠉⡇
       │      ⢸      ⠓⠒⠒⠒⠒⠒⢲
       │      ⢸            ⠘⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒ random
     5 ┤      ⢸
       │      ⠸⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⢤
       │                   ⢸
       │                   ⢸⣀⣀⣀⣀⣀⣀⡀
     1 ┤                          ⣇⣀⣀⣀⣀⣀ bayes
       └── 1 ─── 2 ────────── 4 ─── 5 ── trials"
  `);
});

test('curves climb where values are maximized, and quartiles are sparse dots', () => {
  const chart = chartOf('maximize', series('bayes', [0.5, 0.75, 0.875, 0.9], 0.125));
  expect(drawn(chart)).toMatchInlineSnapshot(`
    " value
     1.025 ┤               ⠄ ⠄ ⠄ ⠄⠁⠄⠁⠄⠁⠄
           │              ⠁⠄⠁⠄⠁⠄⠁⣀⣀⣀⣀⣀⣀⣀ bayes
           │       ⠄⠁⠄⠁⠄⠁⠄⡏⠉⠉⠉⠉⠉⠉⠁⠁⠄⠁⠄⠁⠄
           │       ⣀⣀⣀⣀⣀⣀⣀⡇⠄⠁⠄⠁⠄⠁ ⠁ ⠁ ⠁
       0.7 ┤       ⡇⠁⠄⠁⠄⠁⠄
           │ ⠄ ⠄ ⠄ ⡇⠁⠄⠁⠄⠁⠄
           │⠁⠄⠁⠄⠁⠄⠁⡇
           │⠉⠉⠉⠉⠉⠉⠉⠁
       0.4 ┤⠁⠄⠁⠄⠁⠄⠁
           └── 1 ────────────────── 4 ── trials"
  `);
});

test('values over orders of magnitude, of either sign, take equal room for each', () => {
  const decades = [1, 1e-2, 1e-4, 1e-6, 1e-8];
  const positive = drawn(chartOf('minimize', series('a', decades)));
  expect(positive).toMatchInlineSnapshot(`
    " value
          1 ┤⠉⠉⠉ ⠉⢹
            │     ⢸
            │     ⠘⠒ ⠒⠒⠒⡆
            │           ⡇
     0.0001 ┤           ⠃⠒⠒⠒ ⢲
            │                ⢸
            │                ⠸⠤⠤ ⠤⠤⡄
            │                      ⡇
       1e-8 ┤                      ⣇ ⣀⣀⣀ a
            └─ 1 ─────────────────── 5 ─ trials"
  `);
  const negative = drawn(
    chartOf(
      'maximize',
      series(
        'a',
        decades.map((value) => -value),
      ),
    ),
  );
  expect(negative).toMatchInlineSnapshot(`
    " value
       -1e-8 ┤                     ⡏⠉⠈⠉⠉ a
             │                     ⡇
             │                ⡖⠒⠒ ⠒⠃
             │                ⡇
     -0.0001 ┤          ⢠ ⠤⠤⠤ ⠇
             │          ⢸
             │     ⢠⠤ ⠤⠤⠼
             │     ⢸
          -1 ┤⣀⣀⣀ ⣀⣸
             └─ 1 ────────────────── 5 ─ trials"
  `);
});

test('where most values are close to the best one, their differences are still seen', () => {
  const chart = chartOf(
    'minimize',
    series('a', [-1, -3, -3.3, -3.31, -3.32, -3.322]),
    series('b', [3, -2, -3.2, -3.29, -3.29, -3.29]),
  );
  expect(drawn(chart)).toMatchInlineSnapshot(`
    " value
          0 ┤⠉⠉⠉⠉⢹
            │⠤⠤⠤ ⢼
            │    ⢸⠒⠒⠒⠒⡆
            │    ⢸    ⡇
         -3 ┤    ⠈⠉⠉ ⠉⡇
            │         ⡧⠤⠤⠤⢤
            │         ⡇   ⢸
            │         ⠓⠒ ⠒⢺⣉⠉⣉⣉⡉⠉⠉⠉⠉⠉⠉⠉⠉ b
     -3.322 ┤                  ⠧ ⠤⠤⢤ ⣀⣀⣀ a
            └─ 1 ─────────────── 5 ─ 6 ─ trials"
  `);
});

test('of lines that end close together the better one has its name nearer to the good end', () => {
  const namesOf = (chart: Chart): string[] => drawn(chart).match(/better|worse/g) ?? [];
  const close = [series('better', [9, 5, 1]), series('worse', [9, 5, 1.2])];
  expect(namesOf(chartOf('minimize', ...close))).toEqual(['worse', 'better']);
  const equal = [series('better', [1, 5, 9]), series('worse', [1, 5, 9])];
  expect(namesOf(chartOf('minimize', ...equal))).toEqual(['worse', 'better']);
  expect(namesOf(chartOf('maximize', ...equal))).toEqual(['better', 'worse']);
});

test('one constant value is one line with one number', () => {
  expect(drawn(chartOf('minimize', series('a', [3, 3, 3]), series('b', [3, 3, 3]))))
    .toMatchInlineSnapshot(`
      " value
         │
         │
         │
         │
       3 ┤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤ b
         │                                 a
         │
         │
         │
         └──── 1 ──────── 2 ─────── 3 ──── trials"
    `);
});

test('a curve begins with its first value; one without any is left out', () => {
  const chart = chartOf(
    'minimize',
    series('late', [null, null, 2, 1]),
    series('none', [null, null, null, null]),
  );
  expect(drawn(chart)).toMatchInlineSnapshot(`
    " value
       2 ┤               ⠉⠉⠉⠉⠉⠉⠉⢹
         │                      ⢸
         │                      ⢸
         │                      ⢸
     1.5 ┤                      ⢸
         │                      ⢸
         │                      ⢸
         │                      ⢸
       1 ┤                      ⢸⣀⣀⣀⣀⣀⣀⣀ late
         └── 1 ──────────────────── 4 ── trials"
  `);
});

test('nothing is drawn of one place, of no value, or without room', () => {
  expect(drawn(chartOf('minimize', series('a', [1])))).toBe('');
  expect(drawn(chartOf('minimize', series('a', [null, null])))).toBe('');
  expect(drawn(chartOf('minimize'))).toBe('');
  expect(drawn(chartOf('minimize', series('a', [2, 1])), 20)).toBe('');
});

const value = fc.oneof(
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -10, max: 10, noNaN: true }),
);

test('any values are drawn within the width, and no name is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(value, { minLength: 2, maxLength: 9 }), { minLength: 1, maxLength: 12 }),
      fc.constantFrom('minimize' as const, 'maximize' as const),
      fc.integer({ min: 1, max: 200 }),
      (all, direction, width) => {
        const chart = chartOf(direction, ...all.map((list, i) => series(`name${i}.`, list)));
        const lines = chartLines(chart, width).map(textOf);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        if (lines.length === 0) return;
        const text = lines.join('\n');
        expect(text).not.toMatch(/NaN|Infinity/);
        all.forEach((list, i) => {
          if (list.some((one) => one !== null)) expect(text).toContain(`name${i}.`);
        });
      },
    ),
  );
});

test('places between two trials are not named', () => {
  const chart = chartOf('minimize', series('bayes', [9, 4, 1]));
  expect(drawn(chart, 100).split('\n').at(-1)).toMatch(/^ *└─+ 1 ─+ 2 ─+ 3 ─+ trials$/);
});
