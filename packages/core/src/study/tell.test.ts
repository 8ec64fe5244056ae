import { expect, test } from 'vitest';
import { memoryStorage, type Outcome, type Strategy } from '../index.ts';
import {
  complete,
  eventsOf,
  interrupted,
  slowStorage,
  studyOf,
  uniform,
  type Given,
} from './study.test-util.ts';

const study = (given: Given = {}) => studyOf({ strategy: uniform, ...given });

test('a number, a list, a failure or an outcome can be told', async () => {
  const s = await study();
  const trials = await s.ask({ count: 5 });
  expect(await s.tell(trials[0]!, 3)).toMatchObject({ state: 'complete', value: 3, values: [3] });
  expect(await s.tell(trials[1]!, [4])).toMatchObject({ state: 'complete', value: 4 });
  const failed = await s.tell(trials[2]!, { failed: 'no luck' });
  expect(failed).toMatchObject({ state: 'failed', outcome: { reason: 'no luck' } });
  const pruned = { state: 'pruned', reason: 'flat', value: 2, metrics: { steps: 3 } } as const;
  expect((await s.tell(trials[3]!, pruned)).outcome).toEqual(pruned);
  const measured = { ...complete(5), metrics: { seconds: 1 } };
  expect((await s.tell(trials[4]!, measured)).outcome).toEqual(measured);
  expect(s.best?.number).toBe(1);
});

test('the seconds of an outcome are those of its evaluation', async () => {
  const s = await study();
  const trials = await s.ask({ count: 3 });
  const told = await s.tell(trials[0]!, { ...complete(3), seconds: 12.5 });
  expect(told).toMatchObject({ evaluateSeconds: 12.5, outcome: { seconds: 12.5 } });
  const failed = { state: 'failed', reason: 'no', seconds: 0 } as const;
  expect((await s.tell(trials[1]!, failed)).evaluateSeconds).toBe(0);
  // The clock of the test moves.
  expect((await s.tell(trials[2]!, 3)).evaluateSeconds).toBeGreaterThan(0);
});

test.each([
  ['undefined', undefined],
  ['null', null],
  ['a string', '0.5'],
  ['an unknown state', { state: 'done', value: 3 }],
  ['a value without a state', { value: 3 }],
  ['values that are not a list', { state: 'complete', values: 3 }],
  ['a failure without a reason', { state: 'failed' }],
  ['negative seconds', { state: 'complete', values: [1], seconds: -1 }],
  ['seconds that are not a number', { state: 'failed', reason: 'no', seconds: '3' }],
  ['metrics that are not an object', { state: 'complete', values: [1], metrics: 3 }],
])('%s is refused, and the trial goes on', async (_, told) => {
  const s = await study();
  const trial = await s.ask();
  await expect(s.tell(trial!, told as never)).rejects.toMatchObject({
    code: 'STUDY_OUTCOME_INVALID',
    message: expect.stringContaining('trial 1') as string,
  });
  expect(s.trials[0]!.state).toBe('running');
  expect((await s.tell(trial!, 1)).state).toBe('complete');
});

test.each([Number.NaN, Infinity, -Infinity, undefined as never])(
  'a value of %s makes a failed trial that is never the best',
  async (value) => {
    const seen: unknown[] = [];
    const spy: Strategy = {
      ...uniform,
      suggest: async (ask) => {
        seen.push(ask.history.ended.map(({ loss }) => loss));
        return uniform.suggest(ask);
      },
    };
    const s = await study({ direction: 'maximize', strategy: spy });
    const [good, bad] = await s.ask({ count: 2 });
    await s.tell(good!, 1);
    const told = { state: 'complete', values: [value], metrics: { seconds: 3 } } as const;
    const trial = await s.tell(bad!, told);
    expect(trial.outcome).toEqual({
      state: 'failed',
      reason: `told ${String(value)}, not a finite number`,
      metrics: { seconds: 3 },
    });
    expect(trial.value).toBeUndefined();
    expect(await s.tell(bad!, told)).toBe(trial);
    expect(s.best?.number).toBe(1);
    await s.ask();
    expect(seen.at(-1)).toEqual([-1, undefined]);
  },
);

test('text as a value makes a failed trial that says how to convert it', async () => {
  const s = await study();
  const trial = await s.tell((await s.ask())!, ['0.5'] as never);
  expect(trial.outcome).toEqual({
    state: 'failed',
    reason: 'told "0.5", not a finite number; it is text: convert it with Number(...)',
  });
});

test('reasons and stacks of megabytes are cut before they are stored', async () => {
  const storage = memoryStorage();
  const s = await study({ storage });
  const long = 'x'.repeat(8_000_000);
  const trials = await s.ask({ count: 4 });
  await s.tell(trials[0]!, { failed: long });
  await s.tell(trials[1]!, { state: 'failed', reason: long, stack: long });
  await s.tell(trials[2]!, { state: 'cancelled', reason: long, retryable: true });
  await s.tell(trials[3]!, { state: 'pruned', reason: 'flat', stack: long });
  const cut = /^x+\.\.\. \(cut: 8000000 characters\)$/;
  expect(s.trials[0]!.outcome).toMatchObject({ reason: expect.stringMatching(cut) as string });
  expect(s.trials[1]!.outcome).toMatchObject({ stack: expect.stringMatching(cut) as string });
  expect(JSON.stringify(await eventsOf(storage)).length).toBeLessThan(5 * 65_536 + 4000);
  // Told again, it is the same outcome.
  expect(await s.tell(trials[0]!, { failed: long })).toBe(s.trials[0]);
});

test.each<[string, Record<string, number>]>([
  ['more than 1,000 metrics', Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [i, i]))],
  ['a metric with a name of 201 characters', { ['m'.repeat(201)]: 1 }],
])('%s are refused, and the trial goes on', async (_, metrics) => {
  const s = await study();
  const trial = await s.ask();
  await expect(s.tell(trial!, { ...complete(1), metrics })).rejects.toMatchObject({
    code: 'STUDY_OUTCOME_INVALID',
    message: expect.stringMatching(/metric.* stored/) as string,
  });
  expect((await s.tell(trial!, { ...complete(1), metrics: { ['m'.repeat(200)]: 1 } })).state).toBe(
    'complete',
  );
});

test('a value of -0 is 0, as a storage gives it back', async () => {
  const s = await study();
  const trial = await s.tell((await s.ask())!, { ...complete(-0), metrics: { a: -0 } });
  expect(trial.value).toBe(0);
  expect(trial.outcome).toEqual({ ...complete(0), metrics: { a: 0 } });
});

test('a wrong number of values makes a failed trial', async () => {
  const s = await study();
  const [two, none] = await s.ask({ count: 2 });
  expect((await s.tell(two!, [1, 2])).outcome).toMatchObject({ state: 'failed' });
  expect((await s.tell(none!, [])).outcome).toMatchObject({ state: 'failed' });
});

test('a value that is not a number fails the last attempt too', async () => {
  const s = await study({ maxRetries: 0 });
  expect((await s.tell((await s.ask())!, Number.NaN)).state).toBe('failed');
});

test('metrics that are not finite numbers are left out', async () => {
  const s = await study();
  const metrics = { a: 1, b: Number.NaN, c: 'x' } as never;
  const trial = await s.tell((await s.ask())!, { ...complete(1), metrics });
  expect(trial.outcome).toEqual({ ...complete(1), metrics: { a: 1 } });
});

test('the same outcome again changes nothing, in whichever order its fields are written', async () => {
  const storage = memoryStorage();
  const s = await study({ storage });
  const trial = await s.ask();
  const told = await s.tell(trial!, { ...complete(1), metrics: { a: 1, b: 2 } });
  const again: Outcome = { metrics: { b: 2, a: 1 }, values: [1], state: 'complete' };
  expect(await s.tell(trial!, again)).toBe(told);
  expect(await eventsOf(storage)).toHaveLength(3);
});

test('another outcome is a conflict', async () => {
  const s = await study();
  const trial = await s.ask();
  await s.tell(trial!, 1);
  await expect(s.tell(trial!, 2)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[TuneError: Trial 1 has already ended as complete with 1, so it cannot end as complete with 2. Each trial is told once.]`,
  );
  await expect(s.tell(trial!, { failed: 'late' })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[TuneError: Trial 1 has already ended as complete with 1, so it cannot end as failed. Each trial is told once.]`,
  );
  expect(s.trials[0]!.value).toBe(1);
});

test('an interrupted attempt has ended: another outcome is a conflict', async () => {
  const s = await study();
  const trial = await s.ask();
  await s.tell(trial!, interrupted);
  expect((await s.tell(trial!, interrupted)).state).toBe('waiting');
  await expect(s.tell(trial!, 2)).rejects.toMatchObject({ code: 'STUDY_OUTCOME_CONFLICT' });
  expect(s.trials[0]).toMatchObject({ state: 'waiting', interruption: interrupted });
});

test('of two outcomes that are told at the same time one is stored', async () => {
  const storage = memoryStorage();
  const s = await study({ storage: slowStorage(storage) });
  const trial = await s.ask();
  const told = await Promise.allSettled([s.tell(trial!, 1), s.tell(trial!, 2), s.tell(trial!, 1)]);
  const value = s.trials[0]!.value;
  expect(told.map(({ status }) => status)).toEqual(
    [1, 2, 1].map((it) => (it === value ? 'fulfilled' : 'rejected')),
  );
  const ended = (await eventsOf(storage)).filter(({ type }) => type === 'trial-ended');
  expect(ended).toHaveLength(1);
});

test('a number is no trial, and the message says what is', async () => {
  const s = await study();
  await s.ask();
  for (const [given, shown] of [
    [1, '1'],
    [undefined, 'undefined'],
    [{ number: 1 }, '{"number":1}'],
  ]) {
    const expected = {
      code: 'STUDY_TRIAL_UNKNOWN',
      message: expect.stringContaining(`${shown}. Keep`),
    };
    await expect(s.tell(given as never, 2)).rejects.toMatchObject(expected);
    await expect(s.report(given as never, { step: 1, value: 2 })).rejects.toMatchObject(expected);
  }
});

test('a trial that the study does not have is unknown', async () => {
  const s = await study();
  const trial = await s.ask();
  const waiting = await s.enqueue({ x: 0.5 });
  const strange = [
    { ...trial!, number: 99 },
    { ...trial!, attempt: 2 },
    { ...trial!, attempt: 0 },
    waiting,
  ];
  for (const other of strange) {
    await expect(s.tell(other, 2)).rejects.toMatchObject({ code: 'STUDY_TRIAL_UNKNOWN' });
  }
  // The number and attempt of another study's trial, but not its token.
  const foreign = await (await study()).ask();
  await expect(s.tell(foreign!, 2)).rejects.toMatchObject({ code: 'STUDY_TRIAL_LOST' });
  expect(s.trials.map(({ state }) => state)).toEqual(['running', 'waiting']);
});

test('a failure that may pass is run again, at most maxRetries times', async () => {
  const s = await study({ maxRetries: 1 });
  const failed = { state: 'failed' as const, reason: 'no memory', retryable: true };
  const first = await s.ask();
  expect(await s.tell(first!, failed)).toMatchObject({ state: 'waiting', interruption: failed });
  const again = await s.ask();
  expect(again).toMatchObject({ number: 1, attempt: 2, retries: 1, point: first!.point });
  expect(again!.seed).toBe(first!.seed);
  expect(again!.interruption).toBeUndefined();
  await s.tell(again!, failed);
  const ended = { state: 'failed', reason: 'no memory; it was tried 2 times' };
  expect(s.trials[0]!.outcome).toEqual(ended);
  expect(await s.tell(again!, failed)).toMatchObject({ outcome: ended });
  expect((await s.ask())!.number).toBe(2);
});

test('an interruption does not count as a retry', async () => {
  const s = await study({ maxRetries: 0 });
  for (let attempt = 1; attempt < 4; attempt++) {
    const trial = await s.ask();
    expect(trial).toMatchObject({ number: 1, attempt });
    expect(trial!.retries).toBeUndefined();
    await s.tell(trial!, interrupted);
  }
});

test('a cancelled trial costs nothing', async () => {
  const s = await study({ budget: { trials: 1 } });
  await s.tell((await s.ask())!, { state: 'cancelled', reason: 'not wanted' });
  expect(s.remaining).toBe(1);
  expect(s.isOver).toBe(false);
  await s.tell((await s.ask())!, 1);
  expect(s.isOver).toBe(true);
});
