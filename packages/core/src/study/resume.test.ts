import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  inProcessExecutor,
  memoryStorage,
  type Lease,
  type Storage,
  type Strategy,
} from './index.ts';
import { collect, drifting, factsOf, square, studyOf, type Given } from './study.test-util.ts';

let now = 0;
const leaseOf = (holder: string, more: Partial<Lease> = {}): Lease => ({
  holder,
  ms: 1000,
  every: () => () => undefined,
  ...more,
});
const study = (storage: Storage, given: Given = {}) =>
  studyOf({ storage, seed: 3, clock: () => now, budget: { trials: 9 }, ...given });
const run = async (storage: Storage, given: Given = {}) => {
  const one = await study(storage, given);
  const events = await collect(one.optimize(inProcessExecutor(square())));
  return { one, types: events.map(({ type }) => type) };
};
const table = ({
  trials,
}: {
  trials: readonly { point: object; value?: number; seed: number }[];
}) => trials.map(({ point, value, seed }) => ({ point, value, seed }));

test('cut off after any fact, a study goes on to the trials of the uninterrupted one', async () => {
  const storage = memoryStorage();
  const whole = await run(storage, { lease: leaseOf('first') });
  const all = await factsOf(storage);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: all.length }), async (kept) => {
      const cut = memoryStorage();
      if (kept > 0) await cut.append('s', all.slice(0, kept), { expectedVersion: 0 });
      const lease = leaseOf('second', { isGone: () => true });
      expect(table((await run(cut, { lease })).one)).toEqual(table(whole.one));
    }),
    { numRuns: all.length },
  );
});

test('a trial is found by its lease alone once the signs of life have stopped', async () => {
  const storage = memoryStorage();
  const first = await study(storage, { lease: leaseOf('first') });
  const [lost] = await first.ask();
  const second = await study(storage, { lease: leaseOf('second') });
  now += 900;
  await first.heartbeat();
  now += 900;
  expect((await second.ask())[0]!.number).toBe(2);
  await second.refresh();
  now += 200;
  const [again] = await second.ask();
  expect(again).toMatchObject({ number: 1, attempt: 2, retries: 1, point: lost!.point });
  expect(again!.seed).toBe(lost!.seed);
  await first.refresh();
  await expect(first.tell(lost!, { state: 'complete', values: [1] })).rejects.toMatchObject({
    code: 'STUDY_TRIAL_TAKEN',
  });
  await expect(first.report(lost!, { step: 1, value: 1 })).rejects.toMatchObject({
    code: 'STUDY_TRIAL_TAKEN',
  });
  await second.tell(again!, { state: 'complete', values: [1] });
});

test('a trial that loses its process more than maxRetries times has failed', async () => {
  const storage = memoryStorage();
  for (const [holder, attempt] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const) {
    const lease = leaseOf(holder, { isGone: () => true });
    const [trial] = await (await study(storage, { lease, maxRetries: 2 })).ask();
    expect(trial).toMatchObject({ number: 1, attempt });
  }
  const last = await study(storage, {
    ...{ lease: leaseOf('d', { isGone: () => true }), maxRetries: 2 },
  });
  expect((await last.ask())[0]!.number).toBe(2);
  expect(last.trials[0]).toMatchObject({
    ...{ state: 'failed', attempt: 3 },
    outcome: { reason: 'its process ended without a word in each of 3 attempts' },
  });
});

test('a failure for the time being is run again; behind maxRetries it stays', async () => {
  const one = await study(memoryStorage(), { maxRetries: 1 });
  const failed = { state: 'failed' as const, reason: 'no memory', retryable: true };
  await one.tell((await one.ask())[0]!, failed);
  const [again] = await one.ask();
  expect(again).toMatchObject({ number: 1, attempt: 2, retries: 1 });
  await one.tell(again!, failed);
  expect(one.trials[0]!.outcome).toEqual({ state: 'failed', reason: 'no memory' });
  expect((await one.ask())[0]!.number).toBe(2);
});

test('an enqueued point runs first, costs a trial, and has the seed of its point', async () => {
  const one = await study(memoryStorage(), { budget: { trials: 3 } });
  const waiting = await one.enqueue({ x: 0.25 });
  expect(waiting).toMatchObject({ number: 1, state: 'waiting', attempt: 0 });
  expect(one.remaining).toBe(2);
  const [first] = await one.ask();
  expect(first).toMatchObject({ number: 1, attempt: 1, point: { x: 0.25 }, seed: waiting.seed });
  expect(first!.retries).toBeUndefined();
  await expect(one.enqueue({ x: 7 })).rejects.toMatchObject({ code: 'SPACE_POINT_INVALID' });
});

test('another budget is stored as a change; another seed or direction is refused', async () => {
  const storage = memoryStorage();
  await run(storage, { budget: { trials: 2 } });
  const { one } = await run(storage, { budget: { trials: 4 } });
  expect(one.trials).toHaveLength(4);
  const changes = (await factsOf(storage)).filter(({ type }) => type === 'budget-changed');
  expect(changes).toMatchObject([{ budget: { trials: 4 } }]);
  await expect(study(storage, { seed: 4 })).rejects.toMatchObject({
    code: 'STUDY_OPTION_CHANGED',
    details: { option: 'seed', stored: 3, given: 4 },
  });
  await expect(study(storage, { direction: 'maximize' })).rejects.toMatchObject({
    code: 'STUDY_OPTION_CHANGED',
  });
});

test('target and patience end a study early, with a reason', async () => {
  const good = await run(memoryStorage(), { stopping: { target: 1 } });
  expect(good.one.trials).toHaveLength(1);
  expect(good.types.at(-1)).toBe('stopped');
  expect(good.one.isOver).toBe(true);
  const same = { ...drifting, suggest: async () => [{ point: { x: 0.5 } }] };
  const dull = await run(memoryStorage(), { stopping: { patience: 3 }, strategy: same });
  expect(dull.one.trials).toHaveLength(4);
  expect(dull.one.stopReason).toBe('no better value in 3 trials');
  await expect(study(memoryStorage(), { stopping: { patience: 0 } })).rejects.toMatchObject({
    code: 'STUDY_BUDGET_INVALID',
  });
});

test('what is otherwise than when a study was made is told', async () => {
  const storage = memoryStorage();
  await study(storage, { surroundings: { backend: 'AVX2', threads: '2' } });
  const again = await study(storage, { surroundings: { backend: 'AVX-512', threads: '2' } });
  expect(again.changes).toEqual([{ label: 'backend', before: 'AVX2', now: 'AVX-512' }]);
});

test('a history stands still while it is lent, and is the same list for one ask after another', async () => {
  const lists: (readonly unknown[])[] = [];
  const spy: Strategy = {
    ...drifting,
    suggest: async (ask) => {
      lists.push(ask.history.ended);
      return drifting.suggest(ask);
    },
  };
  const one = await study(memoryStorage(), { strategy: spy, budget: { trials: 50 } });
  const [a] = await one.ask();
  await one.tell(a!, { state: 'complete', values: [1] });
  await one.ask();
  expect(lists[1]).toBe(lists[0]);
  const kept = one.history.ended;
  const [b] = await one.ask();
  await one.tell(b!, { state: 'complete', values: [2] });
  expect(kept).toHaveLength(1);
  expect(one.history.ended).toHaveLength(2);
});
