import { expect, test } from 'vitest';
import { costRatio, type RunCurve } from './cost-ratio.ts';

const curve = (...losses: number[]): RunCurve => ({ costs: losses.map((_, i) => i + 1), losses });
/** Reaches 0 after so many trials. */
const reaches = (trials: number): RunCurve =>
  curve(...Array.from({ length: 10 }, (_, i) => (i + 1 < trials ? 1 : 0)));

test('half the trials for the same value', () => {
  const first = [4, 5, 6].map(reaches);
  const second = [9, 10, 8].map(reaches);
  const { estimate, interval } = costRatio(first, second)!;
  expect(estimate).toBe(5 / 9);
  expect(interval.low).toBeGreaterThanOrEqual(4 / 10);
  expect(interval.high).toBeLessThanOrEqual(6 / 8);
  expect(costRatio(second, first)!.estimate).toBe(9 / 5);
});

test('costs are what the curve says, not the number of trials', () => {
  const first = [{ costs: [10, 30], losses: [1, 0] }];
  const second = [{ costs: [20, 40, 60], losses: [2, 1, 0] }];
  expect(costRatio(first, second)).toEqual({ estimate: 0.5, interval: { low: 0.5, high: 0.5 } });
});

test('it is unknown if most runs of the first never get there, or the second gets nowhere', () => {
  expect(costRatio([curve(1, 1)], [curve(1, 0)])).toBeUndefined();
  expect(costRatio([curve(1, 1)], [curve(Infinity, Infinity)])).toBeUndefined();
  expect(costRatio([], [])).toBeUndefined();
});

test('an interval that reaches beyond what was measured has no upper end', () => {
  const first = [reaches(2), reaches(3), curve(...Array<number>(10).fill(1))];
  const second = [5, 5, 5].map(reaches);
  expect(costRatio(first, second)!.interval.high).toBeNull();
});

test('it says the same each time', () => {
  const [first, second] = [[3, 5, 7].map(reaches), [4, 9, 9].map(reaches)];
  expect(costRatio(first, second)).toEqual(costRatio(first, second));
});
