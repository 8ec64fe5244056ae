import { expect, test } from 'vitest';
import { moreRepeats } from './more-repeats.ts';

test('a smaller difference takes more repeats, and none cannot be foreseen to end', () => {
  const clear = moreRepeats([-3, -2.5, -2, -1, -2.2], 0)!;
  const small = moreRepeats([-1, 0.6, -0.8, 0.5, -0.9], 0)!;
  expect(clear).toBeLessThan(small);
  expect(moreRepeats([1, -1, 1, -1], 0)).toBeUndefined();
});

test('differences far below the rope will be found equal', () => {
  expect(moreRepeats([0.01, -0.02, 0.03, -0.01, 0], 1)).toBeLessThan(10);
});

test('two repeats foretell nothing', () => {
  expect(moreRepeats([-1, -1], 0)).toBeUndefined();
});
