import { createStudy, memoryStorage, type Storage, type Strategy } from '@tune/core';
import { expect, test } from 'vitest';
import { repeatSeed } from './design.ts';
import { around, designOf, distance, pause, run, strategyOf } from './experiment.test-util.ts';

const at = (x: number): Strategy => strategyOf('mine', () => x);

const designWith = (strategy: Strategy, more: object = {}) =>
  designOf({ contenders: [{ label: 'mine', strategy }], repeats: 1, trials: 2, ...more });

/** Runs one strategy, then another under its label in the same storage. */
async function runBoth(first: Strategy, second: Strategy, more: object = {}) {
  const storage = memoryStorage();
  await run(designWith(first), { storage });
  return run(designWith(second, more), { storage });
}

test('another strategy of the same name under the same label is an error', async () => {
  const error = await runBoth(at(0.9), at(0.1)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'COMPARE_RUN_CHANGED',
    details: { label: 'mine', study: 'distance/mine/1', stored: { x: 0.9 }, given: { x: 0.1 } },
  });
  expect(String(error)).toMatch(/labeled "mine".*another label.*another storage.*version/s);
});

test('the same strategy resumes', async () => {
  const { comparison } = await runBoth(at(0.9), at(0.9), { trials: 3 });
  expect(comparison.strategies[0]).toMatchObject({ measured: 3 });
});

test('a strategy of random points resumes', async () => {
  const { events } = await runBoth(around(0.5), around(0.5), { trials: 5 });
  expect(events).toContainEqual(expect.objectContaining({ type: 'resumed', trials: 2 }));
});

test('a strategy that depends on its budget resumes with a larger one', async () => {
  const grid = strategyOf('grid', ({ history: { ended, pending }, budget }) => {
    return (ended.length + pending.length + 0.5) / budget!.trials!;
  });
  const { comparison } = await runBoth(grid, grid, { trials: 8 });
  expect(comparison.strategies[0]).toMatchObject({ measured: 8 });
});

test('a strategy that throws when it is asked again is not taken for another one', async () => {
  let asks = 0;
  const tired: Strategy = {
    ...at(0.9),
    async suggest() {
      if (++asks === 3) throw new Error('tired');
      return [{ point: { x: 0.9 } }];
    },
  };
  const { comparison } = await runBoth(tired, tired, { trials: 3 });
  expect(asks).toBe(4);
  expect(comparison.strategies[0]).toMatchObject({ measured: 3 });
});

test('a strategy that never answers does not hold up an abort', async () => {
  const storage = memoryStorage();
  await run(designWith(at(0.9)), { storage });
  const stop = new AbortController();
  const deaf: Strategy = { ...at(0.9), suggest: () => new Promise(() => undefined) };
  const { comparison } = await run(designWith(deaf, { trials: 3 }), {
    storage,
    signal: stop.signal,
    onEvent: ({ type }) => {
      if (type === 'ready') setTimeout(() => stop.abort('enough'), 5);
    },
  });
  expect(comparison.strategies[0]).toMatchObject({ measured: 2, best: [0.4] });
});

test('options and versions are compared, not points', async () => {
  const asked: number[] = [];
  const counted = (strategy: Strategy): Strategy => ({
    ...strategy,
    suggest(ask) {
      asked.push(ask.history.ended.length);
      return strategy.suggest(ask);
    },
  });
  const versioned = (version: string) => counted({ ...at(0.9), version });
  await runBoth(versioned('1'), versioned('1'), { trials: 3 });
  expect(asked).toEqual([0, 1, 2]);
  await expect(runBoth(versioned('1'), versioned('2'))).rejects.toMatchObject({
    code: 'STUDY_CHANGED',
  });
  const withOptions = (width: number): Strategy => ({ ...at(0.9), options: { width } });
  await expect(runBoth(withOptions(1), withOptions(2))).rejects.toMatchObject({
    code: 'STUDY_CHANGED',
  });
});

test('another objective under the same name is an error', async () => {
  const storage = memoryStorage();
  await run(designWith(at(0.9)), { storage });
  for (const more of [{ version: '2' }, { preset: 'small' }, { options: { noise: 1 } }]) {
    const objective = { ...distance(), ...more };
    await expect(run(designWith(at(0.9), { objective }), { storage })).rejects.toMatchObject({
      code: 'STUDY_CHANGED',
    });
  }
});

const storedStudy = (storage: Storage, strategy: Strategy, trials = 2) => {
  const { objective, seed } = designOf();
  return createStudy({
    name: 'distance/mine/1',
    space: objective.space,
    objective: { name: objective.name },
    strategy,
    storage,
    seed: repeatSeed(seed, 1),
    budget: { trials },
  });
};

test('a budget that was changed before the first trial is the one that counts', async () => {
  const storage = memoryStorage();
  const cautious = strategyOf('cautious', ({ budget }) => 1 / budget!.trials!);
  await (await storedStudy(storage, cautious, 8)).dispose();
  await run(designWith(cautious, { trials: 2 }), { storage });
  const { comparison } = await run(designWith(cautious, { trials: 4 }), { storage });
  expect(comparison.strategies[0]).toMatchObject({ measured: 4 });
});

test('an enqueued first trial says nothing about the strategy', async () => {
  const storage = memoryStorage();
  const second = strategyOf('mine', ({ history: { ended, pending } }) =>
    ended.length + pending.length === 0 ? 0.9 : 0.2,
  );
  const study = await storedStudy(storage, second);
  await study.enqueue({ x: 0.3 });
  await study.dispose();
  await run(designWith(second), { storage });
  const { comparison } = await run(designWith(second, { trials: 3 }), { storage });
  expect(comparison.strategies[0]).toMatchObject({ measured: 3 });
});

test('a first trial that was suggested together with others is not compared', async () => {
  const storage = memoryStorage();
  const spread: Strategy = {
    ...at(0.9),
    async suggest({ count, history }) {
      await pause();
      if (history.ended.length > 0) return [{ point: { x: 0.5 } }];
      return Array.from({ length: count }, (_, index) => ({ point: { x: index / count } }));
    },
  };
  const study = await storedStudy(storage, spread);
  await study.ask({ count: 2 });
  await study.dispose();
  const shifted = strategyOf('mine', () => 0.7);
  const { comparison } = await run(designWith(shifted), { storage });
  expect(comparison.strategies[0]).toMatchObject({ measured: 2 });
});
