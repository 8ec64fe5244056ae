import { expect, test } from 'vitest';
import { withOtherDefaults } from './other-defaults.ts';

test('with seconds to spend, trials that were not given are only the most', () => {
  const flags = { trials: 8, budgetSeconds: 60, repeats: 3 };
  expect(withOtherDefaults(flags, new Set(['budgetSeconds']))).toEqual({ ...flags, trials: 1000 });
});

test('trials that were given stay', () => {
  const flags = { trials: 8, budgetSeconds: 60 };
  expect(withOtherDefaults(flags, new Set(['budgetSeconds', 'trials']))).toEqual(flags);
});

test('without seconds nothing changes', () => {
  expect(withOtherDefaults({ trials: 8, repeats: 3 }, new Set())).toEqual({
    trials: 8,
    repeats: 3,
  });
});
