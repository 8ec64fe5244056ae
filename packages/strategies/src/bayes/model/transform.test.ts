import { createRng } from '@tune/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitTransform, yeoJohnson, yeoJohnsonInverse } from './transform.ts';

const losses = fc
  .array(
    fc.integer({ min: -1e9, max: 1e9 }).map((whole) => whole / 1000),
    { minLength: 2, maxLength: 40 },
  )
  .map((list) => Float64Array.from(list));

test('keeps the order of losses', () => {
  fc.assert(
    fc.property(losses, (list) => {
      const { values } = fitTransform(list);
      for (let i = 0; i < list.length; i++) {
        expect(Number.isFinite(values[i])).toBe(true);
        for (let j = 0; j < list.length; j++) {
          if (list[i]! < list[j]!) expect(values[i]!).toBeLessThanOrEqual(values[j]!);
        }
      }
    }),
  );
});

test('values have mean 0 and variance 1 unless all losses are equal', () => {
  const { values } = fitTransform(Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6));
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  expect(mean).toBeCloseTo(0, 12);
  expect(variance).toBeCloseTo(1, 12);
  expect(fitTransform(Float64Array.of(2, 2, 2)).values).toEqual(Float64Array.of(0, 0, 0));
  expect(fitTransform(Float64Array.of(7)).inverse(0.3)).toBe(7);
});

test('removes most of the skewness of a list', () => {
  const skewness = (list: Float64Array) => {
    const mean = list.reduce((a, b) => a + b) / list.length;
    const moment = (power: number) =>
      list.reduce((sum, value) => sum + (value - mean) ** power, 0) / list.length;
    return moment(3) / moment(2) ** 1.5;
  };
  const rng = createRng(5);
  const list = Float64Array.from({ length: 200 }, () => Math.exp(0.5 * rng.normal()));
  expect(skewness(list)).toBeGreaterThan(1);
  expect(Math.abs(skewness(fitTransform(list).values))).toBeLessThan(0.15);
});

/** The list transformed with the most likely lambda of a fine grid. */
function warpedByGrid(list: Float64Array): Float64Array {
  const standardize = (values: Float64Array) => {
    const mean = values.reduce((a, b) => a + b) / values.length;
    const spread = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    return { values: values.map((value) => (value - mean) / spread), spread };
  };
  const standard = standardize(list).values;
  const jacobian = standard.reduce((a, b) => a + Math.sign(b) * Math.log1p(Math.abs(b)), 0);
  let best = { likelihood: -Infinity, values: standard };
  for (let lambda = -1; lambda <= 3; lambda += 0.002) {
    const { values, spread } = standardize(standard.map((value) => yeoJohnson(value, lambda)));
    const likelihood = (lambda - 1) * jacobian - list.length * Math.log(spread);
    if (likelihood > best.likelihood) best = { likelihood, values };
  }
  return best.values;
}

test('the power is close to the most likely one', () => {
  const rng = createRng(11);
  for (const count of [20, 50, 100]) {
    // Skewed to one side, even, skewed to the other; without a tail that would be clipped.
    for (const power of [0.3, 1, 3]) {
      const list = Float64Array.from({ length: count }, () => rng.next() ** power);
      const expected = warpedByGrid(list);
      const differences = fitTransform(list).values.map((value, i) =>
        Math.abs(value - expected[i]!),
      );
      expect(Math.max(...differences)).toBeLessThan(0.02);
    }
  }
});

test('scaling losses by a power of two changes no bit', () => {
  fc.assert(
    fc.property(losses, fc.integer({ min: -20, max: 20 }), (list, power) => {
      expect(fitTransform(list.map((loss) => loss * 2 ** power)).values).toEqual(
        fitTransform(list).values,
      );
    }),
  );
});

test('the inverse returns the losses', () => {
  const list = Float64Array.of(0.02, 0.03, 0.05, 0.9, 0.4, 0.11);
  const transform = fitTransform(list);
  // Except for the worst, 0.9, which is clipped.
  for (const index of [0, 1, 2, 4, 5]) {
    expect(transform.inverse(transform.values[index]!)).toBeCloseTo(list[index]!, 9);
  }
  fc.assert(
    fc.property(
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.double({ min: -1, max: 3, noNaN: true }),
      (value, lambda) => {
        expect(yeoJohnsonInverse(yeoJohnson(value, lambda), lambda)).toBeCloseTo(value, 6);
      },
    ),
  );
});

test('a bad outlier does not flatten the rest, and huge values stay finite', () => {
  const { values } = fitTransform(Float64Array.of(1, 2, 3, 4, 5, 1e9));
  expect(values[1]! - values[0]!).toBeGreaterThan(0.3);
  for (const list of [
    [1e300, -1e300, 0],
    [1, 2, 3, Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE],
    [-Number.MAX_VALUE, 0, Number.MAX_VALUE],
  ]) {
    const huge = fitTransform(Float64Array.from(list));
    expect([...huge.values].every(Number.isFinite)).toBe(true);
    // They still differ.
    expect(new Set(huge.values).size).toBeGreaterThan(1);
    expect(Number.isFinite(huge.inverse(3))).toBe(true);
  }
});
