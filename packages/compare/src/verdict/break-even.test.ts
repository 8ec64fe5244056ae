import fc from 'fast-check';
import { expect, test } from 'vitest';
import { breakEven, type Effort } from './break-even.ts';

const effort = (evaluations: number, chooseSeconds: number): Effort => ({
  evaluations,
  chooseSeconds,
});

test('the one that needs fewer evaluations wins above, the one that chooses sooner below', () => {
  const [few, many] = [[effort(10, 4)], [effort(20, 0)]];
  expect(breakEven(few, many)).toEqual({ seconds: 0.4, below: 'second' });
  expect(breakEven(many, few)).toEqual({ seconds: 0.4, below: 'first' });
});

test.each([
  ['needs fewer evaluations and chooses sooner', effort(10, 1), effort(20, 2)],
  ['needs as many and chooses sooner', effort(10, 1), effort(10, 2)],
  ['needs fewer and chooses as soon', effort(10, 2), effort(20, 2)],
  ['needs as many and chooses as soon', effort(10, 2), effort(10, 2)],
])('there is none where one %s', (_, one, other) => {
  expect(breakEven([one], [other])).toBeNull();
  expect(breakEven([other], [one])).toBeNull();
});

test('half of the runs decide: both amounts are lower medians', () => {
  const own = [effort(10, 4), effort(12, 9), effort(8, 1), undefined];
  const other = [effort(20, 0), effort(30, 1), effort(18, 0.1), effort(40, 2)];
  // 10 evaluations and 4 s against 20 and 0.1 s.
  expect(breakEven(own, other)).toEqual({ seconds: 3.9 / 10, below: 'second' });
});

test('there is none where half of the runs never get there, or nothing is known', () => {
  expect(breakEven([effort(1, 1), undefined, undefined], [effort(2, 0)])).toBeNull();
  expect(breakEven([effort(1, 1)], [undefined])).toBeNull();
  expect(breakEven([], [])).toBeNull();
});

test('at the break-even both take equally long, and on each side of it the named one wins', () => {
  const efforts = fc.record({
    evaluations: fc.integer({ min: 1, max: 500 }),
    chooseSeconds: fc.nat(1_000_000).map((ms) => ms / 1000),
  });
  fc.assert(
    fc.property(efforts, efforts, (first, second) => {
      const time = ({ evaluations, chooseSeconds }: Effort, seconds: number): number =>
        chooseSeconds + evaluations * seconds;
      const found = breakEven([first], [second]);
      const wins = (seconds: number): boolean => time(first, seconds) < time(second, seconds);
      if (found === null) {
        // The same one at every duration.
        const longest = 1e7;
        const isEqual = first.evaluations === second.evaluations;
        if (!isEqual) expect(wins(longest)).toBe(first.evaluations < second.evaluations);
        return;
      }
      const { seconds, below } = found;
      expect(time(first, seconds)).toBeCloseTo(time(second, seconds), 6);
      expect(wins(seconds * 0.9)).toBe(below === 'first');
      expect(wins(seconds * 1.1)).toBe(below === 'second');
    }),
  );
});
