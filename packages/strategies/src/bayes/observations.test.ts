import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partOf } from './observations.ts';

test('a part has the size asked for, in order, the better half among it, the newest too', () => {
  fc.assert(
    fc.property(
      fc.float64Array({ minLength: 1, maxLength: 80, noNaN: true }),
      fc.integer({ min: 2, max: 40 }),
      (values, most) => {
        const part = partOf(values, most);
        expect(part.length).toBe(Math.min(values.length, most));
        expect(part).toEqual([...new Set(part)].sort((a, b) => a - b));
        const ranked = Array.from(values, (_, i) => i).sort(
          (a, b) => values[a]! - values[b]! || a - b,
        );
        for (const index of ranked.slice(0, Math.ceil(most / 2))) expect(part).toContain(index);
        expect(part).toContain(values.length - 1);
      },
    ),
  );
});
