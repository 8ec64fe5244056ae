import { expect, test } from 'vitest';
import { allSignificant, median } from './statistics.ts';

test('the median of an odd list, of an even one, of none', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeUndefined();
});

test("Holm's steps: the smallest p-value has the hardest bar", () => {
  expect(allSignificant([0.02, 0.04], 0.05)).toBe(true);
  expect(allSignificant([0.03, 0.04], 0.05)).toBe(false);
  expect(allSignificant([0.02, 0.06], 0.05)).toBe(false);
  expect(allSignificant([0.05], 0.05)).toBe(true);
});
