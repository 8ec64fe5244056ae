import { expect, test } from 'vitest';
import { memoryStorage, type Strategy } from '../index.ts';
import { pause, square, studyOf, uniform, wait, type Given } from '../study/study.test-util.ts';

const study = (given: Given = {}) => studyOf({ strategy: uniform, ...given });

/** A strategy that takes so long, whatever its signal says. */
const slowStrategy = (ms: number): Strategy => ({
  ...uniform,
  suggest: async (ask) => {
    await wait(ms);
    return uniform.suggest(ask);
  },
});

test('nothing begins after the seconds of a call, however long the strategy takes', async () => {
  const s = await study({ strategy: slowStrategy(5000), clock: () => performance.now() });
  const began = performance.now();
  const summary = await s.optimize(square(), { seconds: 0.1 });
  expect(summary).toMatchObject({ reason: 'limit', complete: 0 });
  expect(performance.now() - began).toBeLessThan(3000);
  expect(s.size).toBe(0);
});

test('seconds of a budget are those of trials: a point that is being chosen is evaluated', async () => {
  const given: Given = { clock: () => performance.now(), budget: { seconds: 0.1 } };
  const s = await study({ strategy: slowStrategy(300), ...given });
  expect(await s.optimize(square())).toMatchObject({ reason: 'budget', complete: 1 });
  expect(s.isOver).toBe(true);
});

test('time in which a study waits for its turn is not spent', async () => {
  const s = await study({ clock: () => performance.now(), budget: { seconds: 0.1 } });
  const semaphore = {
    acquire: async () => {
      await wait(200);
      return () => undefined;
    },
  };
  const slow = square(async ({ x }) => {
    await wait(60);
    return x;
  });
  expect((await s.optimize(slow, { semaphore })).complete).toBeGreaterThan(0);
});

test('a trial that runs when the seconds are over goes on to its end', async () => {
  const s = await study({ clock: () => performance.now() });
  const slow = square(async ({ x }) => {
    await wait(300);
    return x;
  });
  const summary = await s.optimize(slow, { seconds: 0.1, concurrency: 2 });
  expect(summary).toMatchObject({ reason: 'limit', complete: 2 });
});

test('the seconds of a call are over while it waits for its turn', async () => {
  const s = await study({ clock: () => performance.now() });
  const semaphore = {
    acquire: (signal: AbortSignal) =>
      new Promise<() => void>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  expect(await s.optimize(square(), { seconds: 0.05, semaphore })).toMatchObject({
    ...{ reason: 'limit', complete: 0 },
  });
});

test('seconds of a budget are counted over all starts', async () => {
  const storage = memoryStorage();
  let now = 1000;
  const clock = () => now;
  const objective = square(async ({ x }) => {
    await pause();
    now += 100;
    return x;
  });
  const sizes: number[] = [];
  for (let start = 0; start < 3; start++) {
    const s = await study({ storage, clock, budget: { seconds: 0.5 } });
    await s.optimize(objective, { trials: 3 });
    sizes.push(s.size);
    // Time that passes between two starts is not spent.
    now += 1e6;
  }
  expect(sizes).toEqual([3, 5, 5]);
  const over = await study({ storage, clock, budget: { seconds: 0.5 } });
  expect([over.remaining, over.isOver, await over.ask()]).toEqual([0, true, undefined]);
});
