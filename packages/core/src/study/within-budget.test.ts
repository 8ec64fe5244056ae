import { expect, test } from 'vitest';
import { memoryStorage } from '../index.ts';
import { largerBudget } from './budget.ts';
import { complete, square, studyOf, uniform, until, wait } from './study.test-util.ts';
import type { Outcome, Trial } from './trial.ts';
import { trialsWithin } from './within-budget.ts';

const trialOf = (number: number, outcome?: Outcome, more: Partial<Trial> = {}): Trial => ({
  ...{ number, attempt: 1, token: '', point: {}, seed: 1, suggestSeconds: 0 },
  state: outcome?.state ?? 'running',
  ...(outcome === undefined ? {} : { outcome }),
  ...more,
});
const cancelled: Outcome = { state: 'cancelled', reason: '' };
const numbers = (trials: readonly Trial[]): number[] => trials.map(({ number }) => number);

test('the first trials by number, those that run included, without cancelled ones', () => {
  const outcomes = [complete(1), cancelled, undefined, complete(2), complete(3)];
  const trials = outcomes.map((outcome, index) => trialOf(index + 1, outcome));
  expect(numbers(trialsWithin(trials, { trials: 3 }))).toEqual([1, 3, 4]);
  expect(numbers(trialsWithin(trials, { trials: 9 }))).toEqual([1, 3, 4, 5]);
  expect(numbers(trialsWithin(trials, {}))).toEqual([1, 3, 4, 5]);
});

test('with steps: a trial that would not have fitted in is not there', () => {
  const pruned = (steps: number): Outcome => ({
    ...{ state: 'pruned', reason: '', metrics: { steps } },
  });
  const outcomes = [pruned(30), complete(1), pruned(20), complete(1), complete(1)];
  const trials = outcomes.map((outcome, index) => trialOf(index + 1, outcome));
  const budget = { steps: 250, stepsPerTrial: 100 };
  // 30, 130, 150: 100 are left for a fourth, none for a fifth.
  expect(numbers(trialsWithin(trials, budget))).toEqual([1, 2, 3, 4]);
});

test('with seconds: a trial that was asked for after they were spent is not there', () => {
  const at = (number: number, from: number, to: number): Trial =>
    trialOf(number, complete(1), {
      ...{ startedAt: from * 1000, endedAt: to * 1000 },
      evaluateSeconds: to - from,
    });
  // The third ran beside the second.
  const trials = [at(1, 0, 4), at(2, 4, 9), at(3, 4, 8), at(4, 9, 12), at(5, 20, 21)];
  expect(numbers(trialsWithin(trials, { seconds: 9 }))).toEqual([1, 2, 3]);
  expect(numbers(trialsWithin(trials, { seconds: 10 }))).toEqual([1, 2, 3, 4]);
  // Pauses between trials are not counted.
  expect(numbers(trialsWithin(trials, { seconds: 13 }))).toEqual([1, 2, 3, 4, 5]);
});

test('with seconds that outcomes bring: those count instead of the clock', () => {
  const trials = [1, 2, 3, 4].map((number) =>
    trialOf(number, { ...complete(1), seconds: 30 } as Outcome, {
      ...{ startedAt: number * 1000, endedAt: number * 1000 + 1, suggestSeconds: 0.5 },
      evaluateSeconds: 30,
    }),
  );
  expect(numbers(trialsWithin(trials, { seconds: 30 }))).toEqual([1]);
  expect(numbers(trialsWithin(trials, { seconds: 61 }))).toEqual([1, 2]);
  expect(numbers(trialsWithin(trials, { seconds: 61.1 }))).toEqual([1, 2, 3]);
});

test('the larger of two budgets allows what either does', () => {
  expect(largerBudget({ trials: 5 }, { trials: 3 })).toEqual({ trials: 5 });
  expect(largerBudget({ trials: 3 }, { trials: 5 })).toEqual({ trials: 5 });
  expect(largerBudget({ trials: 3 }, undefined)).toBeUndefined();
  expect(largerBudget({ trials: 3 }, { seconds: 5 })).toEqual({});
  const steps = { steps: 300, stepsPerTrial: 100 };
  expect(largerBudget(steps, { ...steps, steps: 200 })).toEqual(steps);
});

test('processes that extend one study at once leave it with the largest budget', async () => {
  for (let round = 0; round < 20; round++) {
    const storage = memoryStorage();
    const open = (trials: number) => studyOf({ storage, budget: { trials }, onlyRaises: true });
    await open(2);
    await Promise.all([3, 9, 5].map(open));
    expect((await open(4)).budget).toEqual({ trials: 9 });
  }
});

test('a part of the budget is all that a call begins, and all that it waits for', async () => {
  const storage = memoryStorage();
  const given = { storage, seed: 3, strategy: uniform, onlyRaises: true };
  const long = await studyOf({ ...given, budget: { trials: 9 } });
  const short = await studyOf({ ...given, budget: { trials: 4 } });
  expect(await short.optimize(square(), { budget: { trials: 4 } })).toMatchObject({
    ...{ reason: 'budget', complete: 4 },
  });
  await long.optimize(square(), { trials: 2 });
  expect(await short.optimize(square(), { budget: { trials: 5 } })).toMatchObject({ complete: 0 });
  expect(short.size).toBe(6);
  expect(short.budget).toEqual({ trials: 9 });
});

test('a waiting trial beyond the part is left alone, one within it is run', async () => {
  const storage = memoryStorage();
  const study = await studyOf({ storage, strategy: uniform, budget: { trials: 6 } });
  const asked = await study.ask({ count: 3 });
  await study.tell(asked[1]!, 1);
  await study.dispose();
  const again = await studyOf({ storage, strategy: uniform, budget: { trials: 6 } });
  const begun: number[] = [];
  await again.optimize(square(), {
    budget: { trials: 2 },
    onEvent: (event) => {
      if (event.type === 'trial-started') begun.push(event.trial.number);
    },
  });
  expect(begun).toEqual([1]);
  expect(again.trials.map(({ state }) => state)).toEqual(['complete', 'complete', 'waiting']);
});

test('a part of a budget of another process ends although that one goes on', async () => {
  const storage = memoryStorage();
  const lease = (holder: string) => ({ lease: { holder, ms: 60_000 } });
  const given = { storage, seed: 3, strategy: uniform, onlyRaises: true };
  const long = await studyOf({ ...given, ...lease('a'), budget: { trials: 5 } });
  let release: (() => void) | undefined;
  const slow = square(async ({ x }) => {
    if (long.size > 3) await new Promise<void>((resolve) => (release = resolve));
    return x;
  });
  const running = long.optimize(slow);
  await until(() => long.size > 3);
  const short = await studyOf({ ...given, ...lease('b'), budget: { trials: 3 } });
  const summary = await short.optimize(square(), { budget: { trials: 3 } });
  expect(summary).toMatchObject({ reason: 'budget', complete: 0 });
  await until(() => release !== undefined);
  for (; long.size < 5 || long.pending > 0; await wait(1)) release?.();
  await running;
});

test('points that were enqueued behind a part of the budget belong to it', async () => {
  const study = await studyOf({ strategy: uniform, budget: { trials: 4 } });
  await study.optimize(square());
  await study.enqueue({ x: 0.5 });
  expect(numbers(trialsWithin(study.trials, { trials: 2 }))).toEqual([1, 2, 5]);
  await study.optimize(square(), { budget: { trials: 2 } });
  expect(study.trials.at(-1)).toMatchObject({ number: 5, state: 'complete', isEnqueued: true });
  expect(study.size).toBe(5);
});
