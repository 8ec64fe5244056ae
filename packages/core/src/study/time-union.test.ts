import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimeUnion } from './time-union.ts';

test('spans that overlap or touch count once, in whichever order they come', () => {
  const span = fc
    .tuple(fc.nat(60), fc.nat(9))
    .map(([from, length]) => [from, from + length] as const);
  fc.assert(
    fc.property(fc.array(span, { maxLength: 30 }), (spans) => {
      const union = new TimeUnion();
      const covered = new Set<number>();
      for (const [from, to] of spans) {
        union.add(from, to);
        for (let time = from; time < to; time++) covered.add(time);
        expect(union.milliseconds).toBe(covered.size);
      }
    }),
  );
});
