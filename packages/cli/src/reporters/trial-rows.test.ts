import { expect, test } from 'vitest';
import { designOf, ended } from './design.test-util.ts';
import { TrialRows } from './trial-rows.ts';

test('each trial has a row; a new best is marked, the reason of a failure is below it', () => {
  const rows = new TrialRows(designOf());
  expect(rows.head()).toBe(' | trial | strategy |   accuracy | lr        |');
  expect(rows.row(ended('bayes', 1, 0.9))).toEqual({
    line: ' |     1 | bayes    |   * 0.9000 | 0.001000  |',
    isBest: true,
  });
  expect(rows.row(ended('random', 1, 0.8)).line).toBe(
    ' |     2 | random   |     0.8000 | 0.001000  |',
  );
  expect(rows.row(ended('bayes', 2, 'it diverged\n  at line 3'))).toEqual({
    line: ' |     3 | bayes    |     failed | 0.002000  |\n         it diverged',
    isBest: false,
  });
});

test('each repeat has its own best, and a column if there are several', () => {
  const rows = new TrialRows(designOf({ repeats: 2 }));
  expect(rows.head()).toBe(' | trial | repeat | strategy |   accuracy | lr        |');
  expect(rows.row(ended('bayes', 1, 0.9))).toEqual({
    line: ' |     1 |      1 | bayes    |   * 0.9000 | 0.001000  |',
    isBest: true,
  });
  expect(rows.row(ended('bayes', 1, 0.8, { repeat: 2 })).isBest).toBe(true);
  expect(rows.row(ended('bayes', 2, 0.8, { repeat: 2 })).isBest).toBe(false);
});
