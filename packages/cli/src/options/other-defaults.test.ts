import { expect, test } from 'vitest';
import { withOtherDefaults } from './other-defaults.ts';

test('with seconds to spend, trials that were not typed are only the most', () => {
  const flags = { trials: 8, budgetSeconds: 60, repeats: 3 };
  expect(withOtherDefaults(flags, ['--budget-seconds', '60'])).toEqual({ ...flags, trials: 1000 });
});

test.each([[['--trials', '8']], [['--trials=8']]])('trials that were typed stay: %j', (words) => {
  const flags = { trials: 8, budgetSeconds: 60 };
  expect(withOtherDefaults(flags, ['--budget-seconds', '60', ...words])).toEqual(flags);
});

test('without seconds nothing changes', () => {
  expect(withOtherDefaults({ trials: 8, repeats: 3 }, [])).toEqual({ trials: 8, repeats: 3 });
});
