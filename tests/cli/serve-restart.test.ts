import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runTune } from './run-tune.ts';
import { RANDOM, serve, SPACE } from './serve-client.ts';

let folder: string;
let start: typeof RANDOM & { storage: string; name: string };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-serve-'));
  start = { ...RANDOM, storage: join(folder, 'tune.db'), name: 'mine' };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const idsOf = ({ trials = [] }: Awaited<ReturnType<ReturnType<typeof serve>['send']>>) =>
  trials.map(({ id }) => id);

test('the budget counts over all starts, and a stored study keeps its seed and budget', async () => {
  const first = serve();
  await first.send({ ...start, budget: 5 });
  const { trials } = await first.send({ op: 'ask', count: 2 });
  for (const { id } of trials!) await first.send({ op: 'tell', id, value: id });
  expect(await first.end()).toBe(0);
  const { seed: _seed, ...unseeded } = start;
  const second = serve();
  expect(await second.send(unseeded)).toEqual({ ok: true, best: true });
  expect(await second.send({ op: 'status' })).toEqual({
    ...{ name: 'mine', direction: 'minimize', seed: 3, remaining: 3, over: false },
    trials: { complete: 2, failed: 0, pruned: 0, cancelled: 0, running: 0, waiting: 0 },
  });
  expect(idsOf(await second.send({ op: 'ask', count: 9 }))).toEqual([3, 4, 5]);
  for (const id of [3, 4, 5]) await second.send({ op: 'tell', id, value: id });
  expect(idsOf(await second.send({ op: 'ask' }))).toEqual([]);
  expect(await second.send({ op: 'status' })).toMatchObject({ remaining: 0, over: true });
  expect(await second.end()).toBe(0);
  // A larger budget goes on; the points are those of one uninterrupted search.
  const third = serve();
  await third.send({ ...start, budget: 6 });
  const sixth = await third.send({ op: 'ask', count: 9 });
  expect(await third.end()).toBe(0);
  const whole = serve();
  await whole.send({ ...RANDOM, budget: 6 });
  for (const count of [2, 3]) await whole.send({ op: 'ask', count });
  expect(await whole.send({ op: 'ask' })).toEqual(sixth);
  await whole.end();
}, 60_000);

test('another space, direction, strategy or seed is refused and changes nothing', async () => {
  const first = serve();
  await first.send({ ...start, budget: 5 });
  await first.end();
  const second = serve();
  for (const change of [
    { space: [{ ...SPACE[0], high: 6 }] },
    { direction: 'maximize' },
    { strategy: 'bayes' },
    { seed: 4 },
  ]) {
    expect(await second.codeOf({ ...start, ...change, budget: 9 })).toBe('STUDY_CHANGED');
  }
  expect(await second.codeOf({ op: 'ask' })).toBe('CLI_REQUEST_INVALID');
  // The start may be sent again, and the budget is as it was.
  expect(await second.send(start)).toEqual({ ok: true, best: true });
  expect(await second.send({ op: 'status' })).toMatchObject({ remaining: 5 });
  await second.end();
}, 60_000);

test('a start that is refused leaves no file', async () => {
  const { codeOf, send, end } = serve();
  for (const change of [
    ...[{ strategy: 'baies' }, { pruner: 'medain' }, { space: [] }, { budget: 0 }, { steps: 3 }],
    ...[{ options: { radius: 1 } }, { name: 'a/b' }, { name: '..' }, { nmae: 'a' }],
  ]) {
    expect(await codeOf({ ...start, ...change })).toMatch(/^(CLI|STRATEGY)_/);
    expect(existsSync(start.storage)).toBe(false);
  }
  expect(await send(start)).toEqual({ ok: true, best: true });
  await end();
}, 60_000);

test('what was not told is handed out again with its id, however the process ended', async () => {
  for (const [signal, exitCode] of [
    ['SIGKILL', null],
    ['SIGTERM', 130],
    [undefined, 0],
  ] as const) {
    const named = { ...start, name: String(signal) };
    const first = serve();
    await first.send(named);
    const { trials } = await first.send({ op: 'ask', count: 3 });
    await first.send({ op: 'tell', id: 2, value: 7 });
    if (signal === undefined) await first.end();
    else first.child.kill(signal);
    const [code] = await first.ended;
    expect(code).toBe(exitCode);
    const second = serve();
    await second.send(named);
    expect(await second.send({ op: 'best' })).toMatchObject({ id: 2, value: 7 });
    const again = await second.send({ op: 'ask', count: 3 });
    expect(idsOf(again)).toEqual([1, 3, 4]);
    expect(again.trials!.slice(0, 2)).toEqual([trials![0], trials![2]]);
    await second.end();
  }
}, 60_000);

test('a client that outlived its server reports and tells what it still has', async () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const named = { ...start, name: signal, pruner: 'median?startTrials=1' };
    const first = serve();
    await first.send(named);
    await first.send({ op: 'ask', count: 4 });
    await first.send({ op: 'report', id: 1, step: 1, value: 1 });
    await first.send({ op: 'tell', id: 1, value: 1 });
    expect(await first.send({ op: 'report', id: 2, step: 1, value: 0.5 })).toEqual({
      ...{ ok: true, stop: false },
    });
    first.child.kill(signal);
    await first.ended;
    const second = serve();
    await second.send(named);
    // The same again changes nothing; something else is a conflict.
    expect(await second.send({ op: 'tell', id: 1, value: 1 })).toEqual({ ok: true });
    expect(await second.codeOf({ op: 'tell', id: 1, value: 2 })).toBe('STUDY_OUTCOME_CONFLICT');
    expect(await second.codeOf({ op: 'tell', id: 1, failed: 'no' })).toBe('STUDY_OUTCOME_CONFLICT');
    // What it reported before the restart still counts: its best is 0.5.
    expect(await second.send({ op: 'report', id: 2, step: 2, value: 9 })).toMatchObject({
      stop: false,
    });
    expect(await second.send({ op: 'report', id: 3, step: 2, value: 9 })).toMatchObject({
      stop: true,
    });
    expect(await second.send({ op: 'tell', id: 2, value: 9 })).toEqual({ ok: true });
    expect(await second.send({ op: 'tell', id: 3, pruned: true })).toEqual({ ok: true });
    expect(await second.send({ op: 'tell', id: 4, failed: 'disk full' })).toEqual({ ok: true });
    expect(await second.codeOf({ op: 'tell', id: 5, value: 1 })).toBe('STUDY_TRIAL_UNKNOWN');
    expect(await second.codeOf({ op: 'report', id: 3, step: 3, value: 1 })).toBe(
      'STUDY_TRIAL_ENDED',
    );
    expect(await second.send({ op: 'status' })).toMatchObject({
      trials: { complete: 2, failed: 1, pruned: 1, running: 0, waiting: 0 },
    });
    expect(idsOf(await second.send({ op: 'ask' }))).toEqual([5]);
    await second.end();
    const shown = await runTune(['show', signal, '--trials', '--storage', start.storage]);
    expect(shown.stdout).toMatch(/pruned by median at step 2/);
  }
}, 90_000);

test('two servers share a study: no trial twice, and none that the other one runs is told', async () => {
  const [a, b] = [serve(), serve()];
  await Promise.all([a.send({ ...start, budget: 40 }), b.send({ ...start, budget: 40 })]);
  expect(idsOf(await a.send({ op: 'ask' }))).toEqual([1]);
  expect(await b.codeOf({ op: 'tell', id: 1, value: 1 })).toBe('STUDY_TRIAL_HELD');
  expect(await b.codeOf({ op: 'report', id: 1, step: 1, value: 1 })).toBe('STUDY_TRIAL_HELD');
  expect(await a.send({ op: 'tell', id: 1, value: 99 })).toEqual({ ok: true });
  const told: number[] = [];
  const work = async ({ send }: typeof a): Promise<void> => {
    for (;;) {
      const ids = idsOf(await send({ op: 'ask', count: 2 }));
      if (ids.length === 0) return;
      for (const id of ids) {
        expect(await send({ op: 'tell', id, value: id })).toEqual({ ok: true });
        told.push(id);
      }
    }
  };
  await Promise.all([work(a), work(b)]);
  expect(told.toSorted((x, y) => x - y)).toEqual(Array.from({ length: 39 }, (_, n) => n + 2));
  for (const { send } of [a, b]) {
    expect(await send({ op: 'best' })).toMatchObject({ id: 2, value: 2 });
    expect(await send({ op: 'status' })).toMatchObject({ remaining: 0, over: true });
  }
  await Promise.all([a.end(), b.end()]);
}, 60_000);

test('signals end it with 130, whatever it does, with everything that was told', async () => {
  writeFileSync(
    join(folder, 'slow.mjs'),
    `export default { name: 'slow', apiVersion: 1, capabilities: { parallel: true, exhaustive: false },
       suggest: ({ history }) => history.ended.length === 0
         ? [{ point: { x: 0, act: 'elu' }, fidelity: 0.5 }] : new Promise(() => undefined) };`,
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const one = serve({ cwd: folder });
    await one.send({ ...start, name: signal, strategy: './slow.mjs' });
    const { trials } = await one.send({ op: 'ask' });
    expect(trials![0]).toEqual({ id: 1, params: { x: 0, act: 'elu' }, meta: {}, fidelity: 0.5 });
    expect(await one.send({ op: 'tell', id: 1, value: 7 })).toEqual({ ok: true });
    // While it waits for a line, or while the strategy works.
    if (signal !== 'SIGINT') one.child.stdin.write('{"op":"ask"}\n');
    await new Promise((resolve) => setTimeout(resolve, 200));
    one.child.kill(signal);
    expect(await one.ended).toEqual([130, null]);
    expect(one.stderr()).toBe('');
    expect(existsSync(`${start.storage}-wal`)).toBe(false);
    const shown = await runTune(['show', signal, '--json', '--storage', start.storage]);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      studies: [{ states: { complete: 1, running: 0, waiting: 0 } }],
    });
  }
}, 90_000);

test('a comparison of the same name is not touched', async () => {
  const compared = await runTune([
    ...['compare', '--objective', 'branin', '--strategies', 'random', '--trials', '2', '--json'],
    ...['--storage', start.storage],
  ]);
  expect(compared.code).toBe(0);
  const listed = await runTune(['ls', '--json', '--storage', start.storage]);
  const { name } = JSON.parse(listed.stdout) as { name: string };
  const { codeOf, end } = serve();
  expect(await codeOf({ ...start, name })).toBe('STORAGE_NAME_TAKEN');
  expect(await codeOf({ ...start, name: `${name}/random/1` })).toBe('CLI_REQUEST_INVALID');
  await end();
}, 60_000);

test('a file that is removed meanwhile is told to the client, and the process ends with 1', async () => {
  const one = serve();
  await one.send(start);
  await one.send({ op: 'ask' });
  rmSync(start.storage);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await one.codeOf({ op: 'tell', id: 1, value: 1 })).toBe('STORAGE_LOST');
  expect((await one.ended)[0]).toBe(1);
  expect(one.stderr()).toMatch(/removed/);
}, 60_000);

test('the commands about what is stored know such a study', async () => {
  const one = serve();
  await one.send({ ...start, budget: 3 });
  await one.send({ op: 'ask' });
  await one.send({ op: 'tell', id: 1, value: 0.5 });
  await one.send({ op: 'add', params: { x: 1, act: 'elu' }, value: 0.25 });
  await one.end();
  const tune = (...args: string[]) => runTune([...args, '--storage', start.storage]);
  expect((await tune('ls')).stdout).toMatch(/^ mine .* 2\/3 .* stopped /m);
  expect(JSON.parse((await tune('ls', '--json')).stdout)).toMatchObject({
    ...{
      type: 'stored',
      kind: 'study',
      name: 'mine',
      measured: 2,
      planned: 3,
      best: 0.25,
      state: 'stopped',
    },
  });
  expect((await tune('show', 'mine')).stdout).toMatch(/not complete.*tune serve/);
  expect((await tune('export', 'mine', '--format', 'csv')).stdout.trim().split('\n')).toHaveLength(
    3,
  );
  const resumed = await tune('resume', 'mine');
  expect(resumed.code).toBe(2);
  expect(resumed.stderr).toMatch(/mine is a study.*tune serve.*"name":"mine"/s);
  expect((await tune('rm', 'mine')).stdout).toMatch(/removed mine/);
  expect((await tune('ls')).stdout).toMatch(/nothing is stored/);
}, 60_000);
