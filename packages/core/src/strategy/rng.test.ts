import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng, hashSeed } from './rng.ts';

test('equal seeds give equal streams, different seeds do not', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, createRng(seed).next);
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('the stream is pinned: changing it would change every stored study', () => {
  const rng = createRng(1);
  expect([rng.uint32(), rng.uint32(), rng.split('a').uint32()]).toMatchInlineSnapshot(`
    [
      3717596683,
      3762366865,
      2572367089,
    ]
  `);
  expect(hashSeed(7, 'repeat', 1)).toMatchInlineSnapshot(`631396670`);
});

test('splitting leaves the parent as it was, and its order does not matter', () => {
  const parent = createRng(3);
  const first = parent.split('x').next();
  parent.next();
  parent.split('y');
  expect(parent.split('x').next()).toBe(first);
  expect(createRng(3).next()).not.toBe(first);
});

test('a number and its string are different keys, and so are [12, 3] and [1, 23]', () => {
  expect(hashSeed(1)).not.toBe(hashSeed('1'));
  expect(hashSeed(12, 3)).not.toBe(hashSeed(1, 23));
});

test('draws are uniform, and integers stay below their limit', () => {
  const rng = createRng(11);
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 20_000; i++) bins[Math.floor(rng.next() * 10)]! += 1;
  // Chi-squared with 9 degrees of freedom: 27.9 is its 0.1 % point.
  const chi2 = bins.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0);
  expect(chi2).toBeLessThan(27.9);
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 1e6 }), (seed, limit) => {
      const value = createRng(seed).integer(limit);
      return Number.isInteger(value) && value >= 0 && value < limit;
    }),
  );
});

test('normal draws have mean 0 and variance 1', () => {
  const rng = createRng(5);
  const draws = Array.from({ length: 20_000 }, () => rng.normal());
  const mean = draws.reduce((a, b) => a + b) / draws.length;
  const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});
