import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allSignificant, median, shareInterval } from './statistics.ts';

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

test('infinity is a number like others, and the largest finite ones have a median', () => {
  expect(median([1, Infinity, Infinity])).toBe(Infinity);
  expect(median([1, 2, Infinity, Infinity])).toBe(Infinity);
  expect(median([1e308, 1.5e308])).toBe(1.25e308);
});

test("Wilson's interval: known values, within [0, 1], around the share", () => {
  // 0 of 10: z^2 / (10 + z^2).
  expect(shareInterval(0, 10)).toEqual({ low: 0, high: expect.closeTo(0.2775327998628892, 12) });
  expect(shareInterval(1, 10).low).toBeCloseTo(1 - 0.2775327998628892, 12);
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 1e6 }),
      (share, samples) => {
        const { low, high } = shareInterval(share, samples);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(share + 1e-12);
        expect(high).toBeGreaterThanOrEqual(share - 1e-12);
      },
    ),
  );
});
