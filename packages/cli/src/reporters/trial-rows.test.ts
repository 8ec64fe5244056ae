import { categorical, float, int, space } from '@tune/core';
import { expect, test } from 'vitest';
import { textOf } from '../terminal/line.ts';
import { displayWidth } from '../terminal/width.ts';
import { designOf, ended } from './design.test-util.ts';
import { TrialRows } from './trial-rows.ts';

const textsOf = ({ lines }: ReturnType<TrialRows['row']>): string[] => lines.map(textOf);

test('each trial has a row; a new best is marked, the reason of a failure is below it', () => {
  const rows = new TrialRows(designOf());
  expect(rows.head()).toBe(' | trial | strategy |   accuracy | lr        |');
  const first = rows.row(ended('bayes', 1, 0.9));
  expect(first.isBest).toBe(true);
  expect(textsOf(first)).toEqual([' |     1 | bayes    |   * 0.9000 | 0.001000  |']);
  // Numbered as everywhere else: each strategy has its own first trial.
  expect(textsOf(rows.row(ended('random', 1, 0.8)))).toEqual([
    ' |     1 | random   |     0.8000 | 0.001000  |',
  ]);
  const failed = rows.row(ended('bayes', 2, 'it diverged\n  at line 3'));
  expect(failed.isBest).toBe(false);
  expect(textsOf(failed)).toEqual([
    ' |     2 | bayes    |     failed | 0.002000  |',
    '         it diverged',
  ]);
});

test('each repeat has its own best, and a column if there are several', () => {
  const rows = new TrialRows(designOf({ repeats: 2 }));
  expect(rows.head()).toBe(' | trial | repeat | strategy |   accuracy | lr        |');
  const first = rows.row(ended('bayes', 1, 0.9));
  expect(textsOf(first)).toEqual([' |     1 |      1 | bayes    |   * 0.9000 | 0.001000  |']);
  expect(first.isBest).toBe(true);
  expect(rows.row(ended('bayes', 1, 0.8, { repeat: 2 })).isBest).toBe(true);
  expect(rows.row(ended('bayes', 2, 0.8, { repeat: 2 })).isBest).toBe(false);
});

const wide = designOf();
const mixed = space({
  learning_rate: float(1e-5, 1e-1, { log: true }),
  units: int(16, 512),
  act: categorical(['relu', 'x'.repeat(5000)]),
  shift: float(-2, 2),
});
const design = { ...wide, objective: { ...wide.objective, space: mixed } };
const trial = (shift: number): Parameters<TrialRows['row']>[0] => {
  const event = ended('bayes', 1, 0.25);
  const point = { learning_rate: 0.001, units: 64, act: 'x'.repeat(5000), shift };
  return { ...event, trial: { ...event.trial, point } };
};

test('a long choice is shortened; digits are below digits', () => {
  const rows = new TrialRows(design);
  const cell = `${'x'.repeat(23)}…`;
  expect(textsOf(rows.row(trial(0.5)))[0]).toBe(
    ` |     1 | bayes    |   * 0.2500 | 0.001000      | 64        | ${cell} |  0.5000    |`,
  );
  expect(textsOf(rows.row(trial(-0.5)))[0]).toBe(
    ` |     1 | bayes    |     0.2500 | 0.001000      | 64        | ${cell} | -0.5000    |`,
  );
});

test('parameters that the terminal has no room for are left out', () => {
  const rows = new TrialRows(design);
  expect(rows.head(60)).toBe(' | trial | strategy |   accuracy | learning_rate | … |');
  expect(textsOf(rows.row(trial(0.5), 60))[0]).toBe(
    ' |     1 | bayes    |   * 0.2500 | 0.001000      | … |',
  );
  expect(rows.head(40)).toBe(' | trial | strategy |   accuracy | … |');
  expect(rows.head(30)).toBe(' trial strategy   accuracy');
  expect(textsOf(rows.row(trial(0.5), 20))[0]).toBe('   1 bay…     0.2500');
  for (let width = 20; width <= 200; width++) {
    const lines = [
      rows.head(width),
      ...textsOf(rows.row(ended('bayes', 12, '学'.repeat(300)), width)),
    ];
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  }
});
