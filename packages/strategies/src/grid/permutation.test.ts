import fc from 'fast-check';
import { expect, test } from 'vitest';
import { permute } from './permutation.ts';

test('is a permutation of every size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer(), (size, seed) => {
      const images = Array.from({ length: size }, (_, index) => permute(index, size, seed));
      expect(images.toSorted((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
    }),
  );
});

test('different seeds give different orders', () => {
  const order = (seed: number) =>
    Array.from({ length: 50 }, (_, index) => permute(index, 50, seed));
  expect(order(1)).not.toEqual(order(2));
});
