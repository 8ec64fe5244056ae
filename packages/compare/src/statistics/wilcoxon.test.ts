import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signedRankSum, wilcoxon } from './wilcoxon.ts';

/** All 2^n sign patterns, counted one by one. */
function bruteForce(differences: readonly number[]): number {
  const nonzero = differences.filter((d) => d !== 0);
  const sizes = nonzero.map(Math.abs);
  const rank = (size: number) => {
    const below = sizes.filter((other) => other < size).length;
    const equal = sizes.filter((other) => other === size).length;
    return below + (equal + 1) / 2;
  };
  const ranks = sizes.map(rank);
  const total = ranks.reduce((a, b) => a + b, 0);
  const lopsided = (positive: number) => Math.abs(positive - total / 2);
  const seen = lopsided(ranks.reduce((sum, r, i) => (nonzero[i]! > 0 ? sum + r : sum), 0));
  let hits = 0;
  for (let signs = 0; signs < 2 ** ranks.length; signs++) {
    const positive = ranks.reduce((sum, r, i) => (signs & (1 << i) ? sum + r : sum), 0);
    if (lopsided(positive) >= seen - 1e-9) hits += 1;
  }
  return hits / 2 ** ranks.length;
}

test('it is the share of sign patterns at least as lopsided, ties and zeros included', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -6, max: 6 }), { maxLength: 9 }), (differences) => {
      expect(wilcoxon(differences)).toBeCloseTo(bruteForce(differences), 12);
    }),
  );
});

test('known values: seven clear differences, and those of scipy 1.17', () => {
  expect(wilcoxon([1, 2, 3, 4, 5, 6, 7])).toBe(2 / 128);
  // scipy.stats.wilcoxon([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75])
  expect(wilcoxon([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75])).toBeCloseTo(
    0.041259765625,
    12,
  );
});

test('turning all signs changes nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 12 }),
      (differences) => {
        expect(wilcoxon(differences.map((d) => -d))).toBeCloseTo(wilcoxon(differences), 12);
      },
    ),
  );
});

test('the sum of signed ranks has the sign of the side that is ahead', () => {
  expect(signedRankSum([-1, -2, 3])).toBe(0);
  expect(signedRankSum([-1, -2, -3])).toBe(-6);
  expect(signedRankSum([0, 2, 2, -2])).toBe(2);
});
