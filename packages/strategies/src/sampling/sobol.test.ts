import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sobol } from './sobol.ts';

test('every coordinate has one of 2^m points in each of 2^m intervals, with any scramble', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 7 }), (seed, m) => {
      const n = 2 ** m;
      const sequence = sobol(64, seed);
      for (let j = 0; j < 64; j++) {
        const cells = new Set<number>();
        for (let i = 0; i < n; i++) cells.add(Math.floor(sequence.point(i)[j]! * n));
        expect(cells.size).toBe(n);
      }
    }),
    { numRuns: 15 },
  );
});

test('the first two coordinates fill every elementary rectangle of area 2^-m', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 8 }), (seed, split) => {
      const [wide, high] = [2 ** split, 2 ** (8 - split)];
      const cells = new Set<number>();
      const sequence = sobol(2, seed);
      for (let i = 0; i < 256; i++) {
        const [x, y] = sequence.point(i);
        cells.add(Math.floor(x! * wide) * high + Math.floor(y! * high));
      }
      expect(cells.size).toBe(256);
    }),
  );
});

test('integrates a smooth function better than random points', () => {
  const error = (dimensions: number) => {
    const rows = sobol(dimensions, 3).rows(0, 1024);
    let sum = 0;
    for (let i = 0; i < 1024; i++) {
      let product = 1;
      for (let j = 0; j < dimensions; j++)
        product *= 1 + (rows[i * dimensions + j]! - 0.5) / (j + 1);
      sum += product;
    }
    return Math.abs(sum / 1024 - 1);
  };
  // Random points have an error of about 0.009 here.
  expect(error(8)).toBeLessThan(0.001);
});

test('rows are points, and coordinates beyond the table are uniform', () => {
  const sequence = sobol(70, 1);
  expect(sequence.rows(5, 2).slice(70)).toEqual(sequence.point(6));
  const last = Array.from({ length: 500 }, (_, i) => sequence.point(i)[69]!);
  expect(Math.abs(last.reduce((a, b) => a + b) / 500 - 0.5)).toBeLessThan(0.05);
});
