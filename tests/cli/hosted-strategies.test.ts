import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { eventsOf, root, runTune, trialsOf } from './run-tune.ts';
import { serve, START } from './serve-client.ts';

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tune-hosted-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const strategies = join(root, 'packages/strategies/dist/index.js');

test('random, grid and bayes in a thread suggest bit for bit what they suggest in this process', async () => {
  const file = join(tempFolder(), 'again.mjs');
  writeFileSync(file, `export { random, grid, bayes } from ${JSON.stringify(strategies)};`);
  const flags = ['compare', '--objective', 'branin', '--trials', '12', '--repeats', '2', '--json'];
  const names = ['random', 'grid', 'bayes'];
  const own = await runTune([...flags, '--strategies', names.join(',')]);
  const hosted = await runTune([
    ...flags,
    ...['--strategies', names.map((name) => `${file}#${name}`).join(',')],
  ]);
  const seen = (run: typeof own) =>
    trialsOf(run).map(({ strategy, repeat, number, value, point, meta }) => ({
      ...{ strategy: String(strategy).replace('again-', '') },
      ...{ repeat, number, value, point, meta },
    }));
  const ordered = (run: typeof own) =>
    seen(run)
      .map((one) => JSON.stringify(one))
      .toSorted();
  expect(ordered(own).length).toBe(72);
  expect(ordered(hosted)).toEqual(ordered(own));
}, 120_000);

test('a strategy of an installed package has a thread: what it does wrong costs only itself', async () => {
  const folder = tempFolder();
  const installed = join(folder, 'node_modules/tune-strategy-mine');
  mkdirSync(installed, { recursive: true });
  const json = { name: 'tune-strategy-mine', version: '1.2.3', type: 'module', main: 'mine.js' };
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(join(installed, 'package.json'), JSON.stringify(json));
  writeFileSync(
    join(installed, 'mine.js'),
    `export default ({ isBad = false }) => ({
      name: 'mine', apiVersion: 1, capabilities: { parallel: true, exhaustive: false },
      suggest: async ({ space, rng }) =>
        isBad ? process.abort() : [{ point: space.decode(space.columns.map(rng.next)) }],
    });`,
  );
  const run = await runTune(
    [
      ...['compare', '--objective', 'branin', '--trials', '3', '--repeats', '1', '--json'],
      ...['--strategies', 'mine,mine?isBad=true'],
    ],
    { cwd: folder },
  );
  expect(run.code).toBe(1);
  expect(eventsOf(run).at(-1)).toMatchObject({
    strategies: [
      { name: 'mine', measured: 3 },
      { name: 'mine?isBad', measured: 0, failure: { repeat: 1, source: 'mine' } },
    ],
  });
}, 60_000);

test.each(['recommend-throws', 'recommend-outside', 'recommend-never', 'recommend-loop'])(
  '%s costs only itself',
  async (how) => {
    const run = await runTune([
      ...['compare', '--objective', 'tests/fixtures/curve.mjs', '--trials', '3', '--repeats', '1'],
      ...['--json', '--suggest-timeout', '1'],
      ...['--strategies', `random,tests/fixtures/bad-strategy.mjs?how=${how}`],
    ]);
    expect(run.code).toBe(1);
    const reason = { throws: /no advice/, outside: /recommended a point outside/ }[
      how.slice('recommend-'.length)
    ];
    expect(eventsOf(run).at(-1)).toMatchObject({
      leader: 'random',
      strategies: [
        { name: 'random', values: [expect.any(Number)] },
        {
          failure: {
            reason: expect.stringMatching(reason ?? /did not answer recommend\(\)/) as string,
          },
        },
      ],
    });
  },
  60_000,
);

test('tune serve answers for a strategy of a path, and says what it does wrong', async () => {
  const folder = tempFolder();
  const file = join(folder, 'mine.mjs');
  writeFileSync(
    file,
    `export default {
      name: 'mine', apiVersion: 1, capabilities: { parallel: false, exhaustive: false },
      suggest: async ({ space, rng, history }) => {
        if (history.ended.length === 1) throw new Error('no idea');
        if (history.ended.length === 2) process.exit(0);
        return [{ point: space.decode(space.columns.map(rng.next)) }];
      },
    };`,
  );
  const { send, codeOf, ended } = serve({ cwd: folder });
  expect(await send({ ...START, strategy: './mine.mjs' })).toMatchObject({ ok: true });
  const { trials = [] } = await send({ op: 'ask' });
  expect(await send({ op: 'tell', id: trials[0]!.id, value: 1 })).toEqual({ ok: true });
  expect(await send({ op: 'ask' })).toMatchObject({
    error: { code: 'STRATEGY_FAILED', message: expect.stringContaining('no idea') as string },
  });
  const params = { x: 1, act: 'relu' };
  await send({ op: 'add', params, value: 2 });
  expect(await codeOf({ op: 'ask' })).toBe('STRATEGY_EXITED');
  // The next call has another thread.
  await send({ op: 'add', params, value: 3 });
  expect((await send({ op: 'ask' })).trials).toHaveLength(1);
  expect(await send({ op: 'best' })).toMatchObject({ value: 1 });
  await send({ op: 'stop' });
  expect((await ended)[0]).toBe(0);
}, 60_000);
