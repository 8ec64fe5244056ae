import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

const strategy = `export default {
  name: 'half',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  async suggest({ history, space, rng }) {
    const point = space.decode(space.columns.map(() => rng.next()));
    const isFitted = history.ended.length < 3;
    return [{ point, meta: isFitted ? { phase: 'model' } : { phase: 'fallback', reason: 'its model cannot be fitted' } }];
  },
};`;

test('a strategy that searched without its model is told below the table and in the JSON', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-fallbacks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'half.mjs');
  writeFileSync(file, strategy);
  const args = ['compare', '--objective', 'branin', '--strategies', `${file},random`];
  const more = ['--trials', '8', '--repeats', '2', '--storage', join(folder, 'tune.db')];
  const told = await runTune([...args, ...more]);
  expect(told.stdout + told.stderr).toContain(
    'half searched without its model in 10 of 16 trials: its model cannot be fitted',
  );
  const { strategies } = eventsOf(await runTune([...args, ...more, '--json'])).at(
    -1,
  ) as unknown as {
    strategies: { name: string; fallbacks?: object }[];
  };
  expect(strategies.map(({ fallbacks }) => fallbacks)).toEqual([
    { trials: 10, reason: 'its model cannot be fitted' },
    undefined,
  ]);
}, 120_000);
