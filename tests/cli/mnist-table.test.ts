import { expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

const SEARCH = ['--strategies', 'random,grid', '--trials', '6', '--repeats', '3'];

test('the head says that it is a table; the held-out test is without noise', async () => {
  const { code, stdout } = await runTune(['compare', '--objective', 'mnist-table', ...SEARCH]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^mnist-table \(a table, nothing is trained: \d+ trainings/);
  expect(stdout).toMatch(/^ table +\d+ trainings, \d+ points, leave-one-out error 0\.\d+/m);
  expect(stdout).toContain('The best of each, once more on the table without its noise');
});

test('equal seeds give equal values, in this process and in child processes', async () => {
  const valuesOf = async (...more: string[]) =>
    eventsOf(await runTune(['compare', '--objective', 'mnist-table', '--json', ...SEARCH, ...more]))
      .filter(({ type }) => type === 'trial')
      .map(({ strategy, repeat, number, value }) => `${strategy} ${repeat} ${number} ${value}`)
      .sort();
  const once = await valuesOf();
  expect(once).toHaveLength(36);
  expect(await valuesOf('--isolation', 'process', '--parallel', '2')).toEqual(once);
  expect(await valuesOf('--seed', '2')).not.toEqual(once);
}, 60_000);

test('without noise the optimum is known, and so is the regret', async () => {
  const run = await runTune([
    'compare',
    '--objective',
    'mnist-table?noise=false',
    '--json',
    ...SEARCH,
  ]);
  const { strategies } = eventsOf(run).at(-1) as unknown as {
    strategies: { medianRegret: number }[];
  };
  for (const { medianRegret } of strategies) {
    expect(medianRegret).toBeGreaterThanOrEqual(0);
    expect(medianRegret).toBeLessThan(0.05);
  }
});
