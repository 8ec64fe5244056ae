import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createStudy,
  float,
  type AskedTrial,
  int,
  space,
  type Objective,
  type Strategy,
} from '@tune/core';
import { expect, onTestFinished, test } from 'vitest';
import { hostedStrategy, type HostedStrategyOptions } from './hosted-strategy.ts';

const module = fileURLToPath(new URL('../../fixtures/strategies.mjs', import.meta.url));

async function hosted(how: string, more: Partial<HostedStrategyOptions> = {}) {
  const strategy = await hostedStrategy({ module, options: { how }, graceMs: 100, ...more });
  onTestFinished(() => strategy.close());
  return strategy;
}

const plain: Objective = {
  ...{
    name: 'plain',
    direction: 'maximize',
    space: space({ x: float(0, 1), n: int(1, 9) }) as never,
  },
  evaluate: ({ x, n }) => (x as number) * (n as number),
};
const narrow: Objective = {
  ...plain,
  space: plain.space.constrain('low', ({ x, n }) => (x as number) * (n as number) < 2),
};

async function search(
  strategy: Strategy,
  objective = plain,
  trials = 40,
  concurrency = 1,
  suggestTimeoutMs = 10_000,
) {
  const study = await createStudy({
    ...objective,
    name: 's',
    strategy,
    seed: 7,
    suggestTimeoutMs,
  });
  onTestFinished(() => study.dispose());
  await study.optimize(objective, { trials, concurrency });
  return study;
}

test.each([
  ['plain', plain],
  ['constrained', narrow],
] as const)('a hosted strategy suggests what it suggests in process: %s', async (_, objective) => {
  const { default: factory } = (await import(module)) as { default: (o: object) => Strategy };
  /** Three points at once, of which one is told after the next ask. */
  const pointsOf = async (strategy: Strategy) => {
    const study = await createStudy({ ...objective, name: 's', strategy, seed: 7 });
    let pending: AskedTrial | undefined;
    for (let n = 0; n < 12; n++) {
      const [first, second, third] = await study.ask({ count: 3 });
      if (pending !== undefined) await study.tell(pending, n / 7);
      await study.tell(second!, { failed: 'no luck' });
      await study.tell(first!, -n / 3);
      pending = third;
    }
    const recommended = await study.recommend();
    const shorter = await study.recommend({ trials: 9 });
    const points = study.trials.map(({ point, meta }) => ({ point, meta }));
    await study.dispose();
    return { points, recommended: recommended!.point, shorter: shorter!.point };
  };
  expect(await pointsOf(await hosted('history'))).toEqual(
    await pointsOf(factory({ how: 'history' })),
  );
});

test('it declares what the strategy declares', async () => {
  expect(await hosted('history')).toMatchObject({
    ...{ name: 'fixture', version: '3', options: { how: 'history' } },
    capabilities: { parallel: true, exhaustive: false },
  });
  expect(await hosted('loop')).not.toHaveProperty('recommend');
});

test.each([
  ['loop', 'STRATEGY_TIMED_OUT', /did not answer suggest\(\)/],
  ['never', 'STRATEGY_TIMED_OUT', /did not answer suggest\(\)/],
  ['exit', 'STRATEGY_EXITED', /in suggest\(\) with exit code 3/],
  ['late exit', 'STRATEGY_EXITED', /between two calls|in suggest/],
  ['unhandled', undefined, /left alone/],
  ['timer', undefined, /from a timer/],
  ['own error', 'MY_ERROR', /mine/],
  ['clone', 'STRATEGY_INVALID', /is a function/],
])('a strategy with a fault (%s) fails its search alone', async (how, code, message) => {
  const strategy = await hosted(how);
  const error = { ...(code && { code }), message: expect.stringMatching(message) as string };
  const limit = code === 'STRATEGY_TIMED_OUT' ? 500 : 10_000;
  const failing = () => search(strategy, plain, 40, 1, limit);
  await expect(failing()).rejects.toMatchObject(error);
  // The next call has another thread.
  await expect(failing()).rejects.toMatchObject(error);
});

test('a search goes on in another thread after one was ended', async () => {
  const strategy = await hosted('loops once');
  const study = await createStudy({
    ...plain,
    name: 's',
    strategy,
    seed: 7,
    suggestTimeoutMs: 2000,
  });
  await study.tell((await study.ask())!, 1);
  await expect(study.ask()).rejects.toMatchObject({ code: 'STRATEGY_TIMED_OUT' });
  await study.add({ x: 0.5, n: 1 } as never, 1);
  expect((await study.ask())!.meta).toEqual({ ended: [1, 2] });
});

const TEXT = `export default {
  name: 'edited', apiVersion: 1, capabilities: { parallel: true, exhaustive: false },
  suggest: async () => [{ point: { x: 0.5, n: 1 } }],
};`;

test.each([
  ['another text', TEXT.replace('0.5', '0.6'), {}],
  ['half of a text', TEXT.slice(0, 20), {}],
  ['what its owner takes for another one', TEXT, { isChanged: () => true }],
])('a further thread does not load %s', async (_, edited, more) => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-edited-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'edited.mjs');
  writeFileSync(file, TEXT);
  let isEdited = false;
  const { isChanged } = more as { readonly isChanged?: () => boolean };
  const own = isChanged === undefined ? {} : { isChanged: () => isEdited && isChanged() };
  const strategy = await hosted('', { module: file, options: {}, ...own });
  const study = await createStudy({ ...plain, name: 's', strategy, seed: 7 });
  onTestFinished(() => study.dispose());
  writeFileSync(file, edited);
  isEdited = true;
  // The thread goes on with what it has loaded.
  expect((await study.ask())!.point).toEqual({ x: 0.5, n: 1 });
  await strategy.close();
  await expect(study.ask()).rejects.toMatchObject({ code: 'STRATEGY_CHANGED' });
  writeFileSync(file, TEXT);
  isEdited = false;
  expect((await study.ask())!.point).toEqual({ x: 0.5, n: 1 });
});

test('a strategy that fills its memory is ended', async () => {
  const strategy = await hosted('memory', { memoryLimitMiB: 64 });
  const study = await createStudy({ ...plain, name: 's', strategy, suggestTimeoutMs: 60_000 });
  await expect(study.ask()).rejects.toMatchObject({ code: 'STRATEGY_OUT_OF_MEMORY' });
}, 60_000);

test('what it throws has the frames of its code only', async () => {
  const strategy = await hosted('throws');
  const error: Error = await search(strategy).then(
    () => expect.unreachable(),
    (thrown: Error) => thrown,
  );
  expect(error.message).toBe('no idea');
  const frames = error.stack!.split('\n').filter((line) => line.trim().startsWith('at '));
  expect(frames.length).toBeGreaterThan(0);
  for (const frame of frames) expect(frame).toContain('fixtures/strategies.mjs');
});

test.each([
  ['factory loop', { loadTimeoutMs: 200 }, 'STRATEGY_LOAD_TIMED_OUT'],
  ['factory exit', {}, 'STRATEGY_EXITED'],
  ['factory nothing', {}, 'STRATEGY_INVALID'],
  ['history', { module: '/no/such/file.mjs' }, 'STRATEGY_NOT_LOADABLE'],
  ['history', { export: 'absent' }, 'STRATEGY_NOT_LOADABLE'],
  ['history', { memoryLimitMiB: 0 }, 'STUDY_OPTION_INVALID'],
])('%s %j is refused', async (how, more, code) => {
  await expect(hosted(how, more)).rejects.toMatchObject({ code });
});

test('what it prints is told', async () => {
  let said = '';
  const strategy = await hosted('prints', { onOutput: (text) => (said += text) });
  await search(strategy, plain, 2);
  await expect.poll(() => said).toContain('hello');
});

test('constraints that throw are told as those of the space', async () => {
  const broken = plain.space.constrain('broken', () => {
    throw new Error('no answer');
  });
  const strategy = await hosted('asks constraints');
  const study = await createStudy({ ...plain, space: broken, name: 's', strategy });
  await expect(study.ask()).rejects.toMatchObject({
    code: 'SPACE_CONSTRAINT_FAILED',
    message: expect.stringContaining('no answer') as string,
  });
});
