import { expect, test } from 'vitest';
import { RunningBest } from './running-best.ts';

test('a value counts if it is better than all before it', () => {
  const best = new RunningBest('maximize');
  const taken = [undefined, 0.5, 0.4, 0.5, 0.6].map((value) => best.take(value));
  expect(taken).toEqual([false, true, false, false, true]);
  const least = new RunningBest('minimize');
  expect([3, 4, 2].map((value) => least.take(value))).toEqual([true, false, true]);
});
