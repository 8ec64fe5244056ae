import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundestBetween, scaleOf } from './scale.ts';

test('the roundest number between two', () => {
  expect(roundestBetween(-1, 1)).toBe(0);
  expect(roundestBetween(0.13, 1)).toBe(1);
  expect(roundestBetween(0.3, 0.42)).toBe(0.4);
  expect(roundestBetween(8.1, 9)).toBe(9);
  expect(roundestBetween(-3.34, -3.31)).toBe(-3.34);
  expect(roundestBetween(-0.0003, -0.00004)).toBe(-0.0001);
  expect(roundestBetween(1e-300, 1e300)).toBe(1e300);
  expect(roundestBetween(2.5e-323, 2.5e-323)).toBe(2.5e-323);
});

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

test('it is between them', () => {
  fc.assert(
    fc.property(finite, finite, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const between = roundestBetween(low, high);
      expect(between >= low && between <= high, String(between)).toBe(true);
    }),
  );
});

test.each(['minimize', 'maximize'] as const)(
  'places are in order and in [0, 1]: %s',
  (direction) => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 20 }), (values) => {
        const scale = scaleOf(values, direction);
        const places = values.toSorted((a, b) => a - b).map((value) => scale.place(value));
        places.forEach((place, i) => {
          expect(place).toBeGreaterThanOrEqual(-1e-9);
          expect(place).toBeLessThanOrEqual(1 + 1e-9);
          if (i > 0) expect(place).toBeGreaterThanOrEqual(places[i - 1]! - 1e-9);
        });
      }),
    );
  },
);

test('the smallest range there is has two ends', () => {
  const scale = scaleOf([0, 5e-324], 'maximize');
  expect([scale.place(0), scale.place(5e-324)]).toEqual([0, 1]);
});

test('the value at a place is the inverse', () => {
  for (const values of [
    [1, 2, 3],
    [1e-8, 1e-4, 1],
    [-1e-8, -1e-4, -1],
    [0, 1, 1.001, 1.002, 50],
    [-3.3, -3.29, -3.2, 4],
  ]) {
    for (const direction of ['minimize', 'maximize'] as const) {
      const scale = scaleOf(values, direction);
      for (const value of values) expect(scale.value(scale.place(value))).toBeCloseTo(value, 9);
    }
  }
});
