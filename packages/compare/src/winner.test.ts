import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWinner, leastRepeats } from './winner.ts';
import { signedRankSum } from './wilcoxon.ts';

const losses = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 });

test('the fewest repeats that can name a winner grow with the rivals', () => {
  expect([0, 1, 2, 3, 9].map(leastRepeats)).toEqual([6, 6, 7, 7, 9]);
});

test('that many clear repeats name a winner, one fewer never does', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), (rivals) => {
      const clear = (repeats: number) => {
        const own = Array.from({ length: repeats }, (_, i) => i);
        return isWinner(
          own,
          Array.from({ length: rivals }, () => own.map((loss) => 1 + 3 * loss)),
        );
      };
      expect(clear(leastRepeats(rivals))).toBe(true);
      expect(clear(leastRepeats(rivals) - 1)).toBe(false);
    }),
  );
});

test('a strategy that is clearly worse does not win by differing', () => {
  const own = [5, 6, 7, 8, 9, 10, 11];
  const better = own.map((loss) => loss / 2);
  expect(isWinner(own, [better])).toBe(false);
  expect(isWinner(better, [own])).toBe(true);
});

test('of two, at most one wins, and none wins against itself', () => {
  fc.assert(
    fc.property(losses, losses, (a, b) => {
      expect(isWinner(a, [b]) && isWinner(b, [a])).toBe(false);
      expect(isWinner(a, [a])).toBe(false);
    }),
  );
});

test('the order of the rivals decides nothing, and more of them never help', () => {
  fc.assert(
    fc.property(losses, losses, losses, (a, b, c) => {
      expect(isWinner(a, [b, c])).toBe(isWinner(a, [c, b]));
      if (isWinner(a, [b, c])) expect(isWinner(a, [b])).toBe(true);
    }),
  );
});

test('a repeat without a value is lost by the largest difference, and even where both have none', () => {
  const rival = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20];
  const own = rival.map((loss, i) => (i < 3 ? Infinity : loss / 2));
  expect(isWinner(own, [rival])).toBe(false);
  const spoiled = rival.map((loss, i) => (i < 3 ? Infinity : loss));
  expect(
    isWinner(
      rival.map((loss) => loss / 2),
      [spoiled],
    ),
  ).toBe(true);
  expect(isWinner(own, [spoiled])).toBe(true);
  expect(isWinner(own, [own])).toBe(false);
});

test('repeats that were cut short for one of a pair do not count', () => {
  const own = [1, 2, 3, 4, 5, 6, undefined];
  const rival = [2, 4, 6, 8, 10, 12, 0];
  expect(isWinner(own, [rival])).toBe(true);
  expect(isWinner(own, [rival, rival])).toBe(false);
  expect(isWinner([], [rival])).toBe(false);
  expect(isWinner([1], [])).toBe(false);
});

test('the sum of signed ranks has the sign of the side that is ahead', () => {
  expect(signedRankSum([-1, -2, 3])).toBe(0);
  expect(signedRankSum([-1, -2, -3])).toBe(-6);
  expect(signedRankSum([0, 2, 2, -2])).toBe(2);
});
