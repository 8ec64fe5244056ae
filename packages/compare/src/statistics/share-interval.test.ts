import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareInterval } from './share-interval.ts';

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
