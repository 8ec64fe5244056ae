import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { eventsOf, root, runTune } from './run-tune.ts';

const core = pathToFileURL(join(root, 'packages/core/dist/index.js')).href;

interface Strategy {
  readonly name: string;
  readonly measured: number;
  readonly evaluateSeconds: number;
  readonly suggestSeconds: number;
  readonly secondsToTarget: number | null;
  readonly curve: { readonly costs: readonly number[] };
}

const resultOf = (run: Awaited<ReturnType<typeof runTune>>) =>
  eventsOf(run).findLast(({ type }) => type === 'comparison') as unknown as {
    readonly seconds: number;
    readonly trials: number;
    readonly strategies: readonly Strategy[];
  };

test('recorded trainings are spent as the seconds that they took', async () => {
  const args = ['compare', '--objective', 'mnist-table', '--strategies', 'random,bayes'];
  const run = await runTune([...args, '--budget-seconds', '400', '--repeats', '2', '--json']);
  expect(run.code).toBe(0);
  const { seconds, trials, strategies } = resultOf(run);
  expect([seconds, trials]).toEqual([400, 1000]);
  for (const { measured, evaluateSeconds, curve } of strategies) {
    // A training takes 44.3 s: ten begin within 400 s.
    expect(measured).toBe(20);
    expect(evaluateSeconds).toBeCloseTo(20 * 44.3, 6);
    expect(curve.costs.at(-1)).toBeGreaterThanOrEqual(443);
    expect(curve.costs.at(-1)).toBeLessThan(460);
  }
}, 60_000);

test('they are in child processes too', async () => {
  const args = ['compare', '--objective', 'mnist-table', '--strategies', 'random'];
  const more = ['--budget-seconds', '100', '--isolation', 'process', '--json'];
  const { strategies } = resultOf(await runTune([...args, ...more]));
  expect(strategies[0]).toMatchObject({ measured: 3 });
  expect(strategies[0]!.evaluateSeconds).toBeCloseTo(3 * 44.3, 6);
}, 60_000);

test('trials that are typed are the most; the result says that time was compared', async () => {
  const args = ['compare', '--objective', 'mnist-table', '--strategies', 'random,grid'];
  const run = await runTune([...args, '--budget-seconds', '4000', '--trials', '5']);
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('Compared by time');
  expect(run.stdout).toContain('--trials 5');
  expect(run.stdout).toContain('--budget-seconds 4000');
}, 60_000);

test('measured seconds: no trial begins after they are spent, and the comparison is complete', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-seconds-'));
  const file = join(folder, 'slow.mjs');
  writeFileSync(
    file,
    `import { float, space } from ${JSON.stringify(core)};
     import { setTimeout as wait } from 'node:timers/promises';
     export default {
       name: 'slow', direction: 'minimize', space: space({ x: float(0, 1) }),
       evaluate: ({ x }) => wait(100, x),
     };`,
  );
  const args = ['compare', '--objective', file, '--strategies', 'random', '--json'];
  const run = await runTune([...args, '--budget-seconds', '0.45', '--isolation', 'none']);
  expect(run.code).toBe(0);
  const [{ measured, evaluateSeconds, suggestSeconds }] = resultOf(run).strategies as [Strategy];
  expect(measured).toBeGreaterThan(0);
  expect(measured).toBeLessThanOrEqual(5);
  expect(evaluateSeconds + suggestSeconds).toBeGreaterThanOrEqual(0.45);
  expect(run.stdout).toContain('"isComplete":true');
  rmSync(folder, { recursive: true });
}, 60_000);

test.each(['0', '-1', 'soon'])('--budget-seconds %s is refused', async (seconds) => {
  const run = await runTune(['compare', '--objective', 'branin', '--budget-seconds', seconds]);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('--budget-seconds expects');
});
