import { expect, test } from 'vitest';
import { memoryStorage } from '../index.ts';
import { evaluationSeedOf, validateEvents } from '../plugin.ts';
import { complete, eventsOf, interrupted, slowStorage, studyOf, unit } from './study.test-util.ts';

test('a result from elsewhere is a trial that has ended, and the strategy sees it', async () => {
  const storage = memoryStorage();
  const seen: number[] = [];
  const strategy = {
    ...{
      name: 'last',
      apiVersion: 1 as const,
      capabilities: { parallel: true, exhaustive: false },
    },
    suggest: async ({ history }: { history: { incumbent?: { point: object } | undefined } }) => {
      const { x = 0 } = (history.incumbent?.point ?? {}) as { x?: number };
      seen.push(x);
      return [{ point: { x } }];
    },
  };
  const s = await studyOf({ storage, strategy, budget: { trials: 3 } });
  const added = await s.add({ x: 0.25 }, 7);
  expect(added).toMatchObject({ number: 1, attempt: 1, state: 'complete', value: 7, values: [7] });
  expect(added).toMatchObject({ point: { x: 0.25 }, suggestSeconds: 0, evaluateSeconds: 0 });
  const recorded = await (await studyOf()).add({ x: 0.5 }, { ...complete(1), seconds: 40 });
  expect(recorded.evaluateSeconds).toBe(40);
  expect(added.seed).toBe(evaluationSeedOf(1, unit, { x: 0.25 }, 0));
  expect(added.meta).toBeUndefined();
  expect(s.best?.number).toBe(1);
  // It costs the budget a trial, and is stored even when that is spent.
  expect(s.remaining).toBe(2);
  expect(await s.ask({ count: 9 })).toHaveLength(1);
  expect(seen).toEqual([0.25]);
  expect(await s.add({ x: 1 }, { failed: 'out of memory' })).toMatchObject({ state: 'failed' });
  expect(s.remaining).toBe(0);
  expect(await s.add({ x: 0.5 }, complete(8))).toMatchObject({ number: 4, value: 8 });
  expect(s.pending).toBe(1);
  expect(validateEvents(await eventsOf(storage), [], 's').events).toHaveLength(8);
});

test('results that are added at the same time are all stored, each once', async () => {
  const storage = slowStorage(memoryStorage());
  const [a, b] = [await studyOf({ storage }), await studyOf({ storage })];
  const values = Array.from({ length: 10 }, (_, n) => n);
  await Promise.all(values.map((value) => (value % 2 === 0 ? a : b).add({ x: 0.5 }, value)));
  await a.sync();
  expect(a.trials.map(({ value }) => value).toSorted()).toEqual(values);
  expect(new Set(a.trials.map(({ seed }) => seed)).size).toBe(10);
});

test('what is no result, or outside of the space, is refused and changes nothing', async () => {
  const s = await studyOf();
  await expect(s.add({ x: 7 }, 1)).rejects.toMatchObject({ code: 'SPACE_POINT_INVALID' });
  for (const told of [interrupted, { state: 'failed', reason: 'late', retryable: true } as const]) {
    await expect(s.add({ x: 0.5 }, told)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[TuneError: Expected a number, a list of numbers, { failed: reason } or an outcome for trial 1, but it was cut off, so there is no result.]`,
    );
  }
  expect(s.size).toBe(0);
  await s.dispose();
  await expect(s.add({ x: 0.5 }, 1)).rejects.toMatchObject({ code: 'STUDY_CLOSED' });
});
