import { expect, test } from 'vitest';
import { defaultRope } from './rope.ts';

const run = (...losses: number[]) => ({ costs: losses.map((_, i) => i + 1), losses });

test('half an answer where values are shares of answers', () => {
  expect(defaultRope([run(1, 0)], 2000)).toBe(0.00025);
});

test('a millionth of the typical gain elsewhere; failed trials are no gain', () => {
  expect(defaultRope([run(Infinity, 50, 10), run(30, 30, 10), run(11, 10)])).toBeCloseTo(2e-5, 18);
});

test('where nothing was gained only equal values are equal', () => {
  expect(defaultRope([run(3, 3)])).toBe(Number.MIN_VALUE);
  expect(defaultRope([])).toBe(Number.MIN_VALUE);
});
