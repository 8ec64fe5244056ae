import { expect, test } from 'vitest';
import { winProbability } from './win-probability.ts';

test('equal ones count half for each side', () => {
  expect(winProbability([-1, 0, 2, -3])!.estimate).toBe(0.625);
  expect(winProbability([1, 0, -2, 3])!.estimate).toBe(0.375);
  expect(winProbability([])).toBeUndefined();
});

test('ten of ten are not certain', () => {
  const { estimate, interval } = winProbability(Array<number>(10).fill(-1))!;
  expect(estimate).toBe(1);
  expect(interval).toEqual({
    low: expect.closeTo(0.7224672001371107, 12),
    high: expect.closeTo(1, 12),
  });
});
