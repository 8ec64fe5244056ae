import { expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

const SEARCH = ['--strategies', 'random,grid', '--trials', '6', '--repeats', '3'];

test('the head says that it is a table; the held-out test is without noise', async () => {
  const { code, stdout } = await runTune(['compare', '--objective', 'mnist-table', ...SEARCH]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^mnist-table \(tutorial: a table, nothing is trained: \d+ trainings/);
  expect(stdout).toMatch(/^ table +\d+ trainings, \d+ points, leave-one-out error 0\.\d+/m);
  expect(stdout).toContain('each choice is scored on the table without its noise');
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

test('the preset wide has eight parameters and is tested on the surface of the test images', async () => {
  const args = ['compare', '--objective', 'mnist-table', '--preset', 'wide', ...SEARCH];
  const { code, stdout } = await runTune(args);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^mnist-table \(wide: a table, nothing is trained: \d+ trainings/);
  expect(stdout).toContain('the table of the 10,000 test images, without noise');
  const trials = eventsOf(await runTune([...args, '--json', '--fresh'])).filter(
    ({ type }) => type === 'trial',
  );
  expect(trials).toHaveLength(36);
  for (const { value, point } of trials) {
    expect(Number.isInteger(Math.round((value as number) * 2e6) / 1e3)).toBe(true);
    expect(Object.keys(point as object)).toHaveLength(8);
  }
});

test('a preset that does not exist is refused with the nearest name', async () => {
  const args = ['compare', '--objective', 'mnist-table', '--preset', 'wied'];
  const { code, stderr } = await runTune([...args, ...SEARCH]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/no preset "wied"\. Did you mean wide\? Its presets: tutorial, wide\./);
});
