import type { PairCounts, ProblemsComparison, ProblemsPair } from '@tune/compare';
import { expect, test } from 'vitest';
import { textOf } from '../terminal/line.ts';
import { displayWidth } from '../terminal/width.ts';
import { problemsLines, problemsVerdict } from './problems-result.ts';

const counts: PairCounts = { better: 2, equal: 0, worse: 0, unknown: 1 };
const pairOf = (first: string, second: string, answer: ProblemsPair['answer']): ProblemsPair => ({
  ...{ first, second, counts, probability: 0.93, pValue: null, adjustedPValue: null, answer },
  probabilityInterval: { low: 0.85, high: 0.98 },
  posterior: { better: 0.9, equal: 0.05, worse: 0.05 },
});
const ranksOf = (name: string, averageRank: number, ranks: readonly number[]) => ({
  ...{ name, averageRank, ranks, interquartileRank: averageRank, profile: [0.5, 0.8, 1] },
  rankInterval: { low: averageRank - 0.2, high: averageRank + 0.2 },
});
const comparison: ProblemsComparison = {
  strategies: [
    ranksOf('bayes', 1.2, [1.1, 1.2, 1.3]),
    ranksOf('random', 2.3, [2.2, 2.4, 2.3]),
    ranksOf('grid', 2.5, [2.7, 2.4, 2.4]),
  ],
  problems: [
    { objective: 'branin', repeats: 10, leader: 'bayes', answer: 'better' },
    { objective: 'hartmann6', repeats: 10, leader: 'bayes', answer: 'better' },
    { objective: 'mnist', preset: 'wide', repeats: 9, leader: 'bayes', answer: 'unknown' },
  ],
  ...{ leader: 'bayes', answer: 'unknown', scope: null },
  ...{ friedman: null, criticalDifference: null, groups: [['random', 'grid']] },
  pairs: [
    pairOf('bayes', 'random', 'unknown'),
    pairOf('bayes', 'grid', 'better'),
    pairOf('random', 'grid', 'unknown'),
  ],
};
const labels = ['bayes', 'grid', 'random'];

test('the verdict, the ranks as a picture, and each problem with its own verdict', () => {
  const lines = problemsLines(comparison, labels, 80).map(textOf);
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "
    bayes leads: average rank 1.20 (95 %: 1.00 to 1.40), ahead of random in 93 % of
    runs (95 %: 85 to 98 %) and ahead of grid in 93 % of runs (95 %: 85 to 98 %). 3
    problems cannot tell yet: on 2 of them it is better than random. Fewer than 6
    problems have to agree one by one. More repeats or more problems would tell.

     average rank over 3 problems, 1 is best, with 95 % intervals
             1                               2                              3
             ┌───────────────────────────────┬──────────────────────────────┐
     bayes   ├─────●──────┤                                                    1.20
     random                                     ├─────●─────┤                  2.30
     grid                                             ├─────●──────┤           2.50
                                                      ━━━━━━━ not told apart

     problem     verdict        repeats  bayes  random  grid
     branin      bayes is best  10       1.10   2.20    2.70
     hartmann6   bayes is best  10       1.20   2.40    2.40
     mnist wide  bayes leads    9        1.30   2.30    2.40"
  `);
});

test('the sentence says what the answer is about', () => {
  const say = (more: Partial<ProblemsComparison>): string =>
    problemsVerdict({ ...comparison, ...more });
  expect(say({ answer: 'better', scope: 'these problems' })).toMatch(
    /^bayes is best on all 3 problems: average rank 1\.20 \(95 %: 1\.00 to 1\.40\), ahead of random in 93 % of runs/,
  );
  expect(say({ answer: 'better', scope: 'problems like these' })).toMatch(
    /^bayes is best on problems like these: /,
  );
  expect(say({ answer: 'equal', scope: 'these problems' })).toBe(
    'bayes and random are practically equal on all 3 problems. bayes has the average rank 1.20 (95 %: 1.00 to 1.40).',
  );
});

test('no line is wider than the terminal', () => {
  for (let width = 20; width <= 200; width++) {
    const widths = problemsLines(comparison, labels, width).map((line) =>
      displayWidth(textOf(line)),
    );
    expect(Math.max(...widths), String(width)).toBeLessThanOrEqual(width);
  }
});
