import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseSubset } from './observations.ts';

test('a subset has the size of the limit, is in order, and includes the best and the newest', () => {
  fc.assert(
    fc.property(
      fc.float64Array({ minLength: 1, maxLength: 80, noNaN: true }),
      fc.integer({ min: 2, max: 40 }),
      (values, limit) => {
        const subset = chooseSubset(values, limit);
        expect(subset.length).toBe(Math.min(values.length, limit));
        expect(subset).toEqual([...new Set(subset)].sort((a, b) => a - b));
        const ranked = Array.from(values, (_, i) => i).sort(
          (a, b) => values[a]! - values[b]! || a - b,
        );
        for (const index of ranked.slice(0, Math.ceil(limit / 2))) expect(subset).toContain(index);
        expect(subset).toContain(values.length - 1);
      },
    ),
  );
});
