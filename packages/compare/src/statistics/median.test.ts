import { expect, test } from 'vitest';
import { lowerMedian, median } from './median.ts';

test('the median of an odd list, of an even one, of none', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeUndefined();
});

test('infinity is a number like others, and the largest finite ones have a median', () => {
  expect(median([1, Infinity, Infinity])).toBe(Infinity);
  expect(median([1, 2, Infinity, Infinity])).toBe(Infinity);
  expect(median([1e308, 1.5e308])).toBe(1.25e308);
});

test('half of a list is not above its lower median', () => {
  expect(lowerMedian([4, 1, 2, 3])).toBe(2);
  expect(lowerMedian([3, 1, 2])).toBe(2);
  expect(lowerMedian([1, 2, Infinity, Infinity])).toBe(2);
  expect(lowerMedian([])).toBeUndefined();
});
