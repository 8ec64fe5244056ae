import fc from 'fast-check';
import { expect, test } from 'vitest';
import { locationShift } from './location-shift.ts';

const numbers = (length: number) =>
  fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: length, maxLength: length });

test('known values: the depression data of Hollander and Wolfe, example 3.1', () => {
  const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
  const { estimate, interval } = locationShift(after.map((value, i) => value - before[i]!))!;
  expect(estimate).toBeCloseTo(-0.46, 12);
  // Theirs has 96.1 %.
  expect(interval!.low).toBeGreaterThan(-0.786);
  expect(interval!.low).toBeLessThan(-0.75);
  expect(interval!.high).toBeLessThan(-0.01);
});

test('its interval lies between the two nearest exact ones, counted over all patterns of signs', () => {
  fc.assert(
    fc.property(fc.integer({ min: 6, max: 9 }).chain(numbers), (differences) => {
      const n = differences.length;
      const means = differences
        .flatMap((a, i) => differences.slice(i).map((b) => a / 2 + b / 2))
        .toSorted((a, b) => a - b);
      /** How often the sum of the positive ranks is below a number. */
      const tail = (below: number): number => {
        let hits = 0;
        for (let signs = 0; signs < 2 ** n; signs++) {
          let sum = 0;
          for (let i = 0; i < n; i++) if (signs & (1 << i)) sum += i + 1;
          if (sum < below) hits += 1;
        }
        return hits / 2 ** n;
      };
      let rank = 1;
      while (tail(rank + 1) <= 0.025) rank++;
      const { low, high } = locationShift(differences)!.interval!;
      expect(low).toBeGreaterThanOrEqual(means[rank - 1]!);
      expect(low).toBeLessThanOrEqual(means[rank]!);
      expect(high).toBeLessThanOrEqual(means[means.length - rank]!);
      expect(high).toBeGreaterThanOrEqual(means[means.length - rank - 1]!);
    }),
    { numRuns: 30 },
  );
});

test('it moves with the differences, and turns with their sign', () => {
  fc.assert(
    fc.property(numbers(8), fc.double({ min: -5, max: 5, noNaN: true }), (differences, by) => {
      const { estimate, interval } = locationShift(differences)!;
      const moved = locationShift(differences.map((value) => value + by))!;
      expect(moved.estimate).toBeCloseTo(estimate + by, 9);
      const turned = locationShift(differences.map((value) => -value))!;
      expect(turned.estimate).toBeCloseTo(-estimate, 9);
      expect(turned.interval!.low).toBeCloseTo(-interval!.high, 9);
      expect(interval!.low).toBeLessThanOrEqual(estimate);
      expect(interval!.high).toBeGreaterThanOrEqual(estimate);
    }),
  );
});

test('below six differences there is no interval; without any, nothing', () => {
  expect(locationShift([])).toBeUndefined();
  expect(locationShift([1, 2, 3, 4, 5])).toEqual({ estimate: 3 });
});

test('beyond 200 differences the normal distribution gives nearly the same interval', () => {
  const grid = (count: number): number[] => Array.from({ length: count }, (_, i) => i / count);
  const [exact, normal] = [
    locationShift(grid(200))!.interval!,
    locationShift(grid(201))!.interval!,
  ];
  expect(normal.low).toBeCloseTo(exact.low, 2);
  expect(normal.high).toBeCloseTo(exact.high, 2);
});

test('infinite differences are larger than all others, and those of both signs cancel', () => {
  expect(locationShift([Infinity, 1, 2, 3, 4])!.estimate).toBe(3);
  expect(locationShift([Infinity, -Infinity, 3])!.estimate).toBe(1.5);
  expect(locationShift([1e308, 1.5e308])!.estimate).toBe(1.25e308);
});
