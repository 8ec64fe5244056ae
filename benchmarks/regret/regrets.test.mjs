import { expect, test } from 'vitest';
import { all, noiseOf } from './problems.mjs';
import { checkpointsOf, quantile, reached, regretsOf, sift } from './regrets.mjs';

test('quartiles of 1 to 5, and between two values', () => {
  const list = [4, 2, 5, 1, 3];
  expect([0.25, 0.5, 0.75].map((share) => quantile(list, share))).toEqual([2, 3, 4]);
  expect(quantile([1, 2], 0.5)).toBe(1.5);
  expect(quantile([Infinity, Infinity, 1], 0.75)).toBe(Infinity);
});

test('what counts is the noiseless value at the best told one', () => {
  const noise = 10;
  const values = [3, 1, 2, 0.5];
  const told = values.map((value, index) => value + noise * noiseOf(4, index));
  const best = told.indexOf(Math.min(...told));
  expect(values[best]).not.toBe(0.5); // or this would not tell noise from none
  expect(reached({ values, seed: 4 }, { noise }, 4)).toBe(values[best]);
  expect(reached({ values, seed: 4 }, { noise: 0 }, 4)).toBe(0.5);
});

test('violating points are skipped; if all violate, the value is Infinity', () => {
  expect(reached({ values: [null, 2, 1], seed: 1 }, { noise: 0 }, 2)).toBe(2);
  expect(reached({ values: [null, 2], seed: 1 }, { noise: 0 }, 1)).toBe(Infinity);
});

test('regret is read at 20, 40 and N, and rounding is none', () => {
  expect(checkpointsOf(40)).toEqual([20, 40]);
  const values = [...Array(19).fill(9), 5, ...Array(20).fill(4), ...Array(20).fill(1 + 4e-16)];
  const { by } = regretsOf({ trials: 60, noise: 0, optimum: 1 }, [
    { strategy: 'a', seed: 3, values },
  ]);
  expect(by.get('a').get(3)).toEqual([4, 3, 0]);
});

test('where no optimum is known the best of all runs stands for it', () => {
  const run = (strategy, value) => ({ strategy, seed: 1, values: [value] });
  const { by } = regretsOf({ trials: 20, noise: 0 }, [run('a', 0.5), run('b', 0.75)]);
  expect(by.get('a').get(1)).toEqual([0]);
  expect(by.get('b').get(1)).toEqual([0.25]);
});

test('runs of a problem that has changed are left out and counted', async () => {
  const stale = { problem: 'branin', hash: 'old' };
  expect(await sift(['branin'], [stale, { problem: 'gramacy', hash: 'x' }])).toEqual({
    fresh: [],
    stale: 1,
  });
  expect(all.branin.trials).toBe(50);
});
