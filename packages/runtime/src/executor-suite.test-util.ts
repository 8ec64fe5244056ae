import { afterEach, expect, test } from 'vitest';
import type { Executor, ExecutorEvent, Job, Outcome } from '@tune/core';

/** A job that behaves as the fixture's list has it. */
export const jobOf = (trialId: number, behavior: string, more: Partial<Job> = {}): Job => ({
  trialId,
  attempt: 1,
  token: `token ${trialId}`,
  point: { x: 0.25, behavior },
  seed: 11,
  ...more,
});

/** The events of an executor until `count` jobs have ended. */
export async function take(executor: Executor, count: number): Promise<ExecutorEvent[]> {
  const events: ExecutorEvent[] = [];
  let ended = 0;
  const outcomes = executor.outcomes()[Symbol.asyncIterator]();
  while (ended < count) {
    const { value, done } = await outcomes.next();
    if (done === true) break;
    events.push(value);
    if (value.type === 'ended') ended += 1;
  }
  return events;
}

/** The outcomes, by trial. */
export const outcomesOf = (events: readonly ExecutorEvent[]): Map<number, Outcome> =>
  new Map(
    events.flatMap((event) => (event.type === 'ended' ? [[event.trialId, event.outcome]] : [])),
  );

/** What every executor does, whichever way it evaluates. */
export function describeExecutor(open: (slots: number) => Executor): void {
  let executor: Executor;
  const start = (slots = 1): Executor => (executor = open(slots));
  afterEach(() => executor.close());

  async function outcomeOf(job: Job): Promise<Outcome> {
    start().submit(job);
    return outcomesOf(await take(executor, 1)).get(job.trialId)!;
  }

  test('a value is complete; reports come before it, in order', async () => {
    start().submit(jobOf(3, 'report'));
    const events = await take(executor, 1);
    expect(events).toMatchObject([
      { type: 'reported', trialId: 3, step: 1, value: 0.125, total: 2 },
      { type: 'reported', trialId: 3, step: 2, value: 0.25 },
      {
        type: 'ended',
        trialId: 3,
        attempt: 1,
        token: 'token 3',
        outcome: { state: 'complete', values: [0.25] },
      },
    ]);
  });

  test('seed and fidelity arrive; a reported NaN does too', async () => {
    expect(await outcomeOf(jobOf(1, 'seed'))).toMatchObject({ values: [11] });
    executor.submit(jobOf(2, 'fidelity', { fidelity: 0.5 }));
    expect(outcomesOf(await take(executor, 1)).get(2)).toMatchObject({ values: [0.5] });
    executor.submit(jobOf(3, 'report-nan'));
    expect((await take(executor, 1))[0]).toMatchObject({ type: 'reported', value: Number.NaN });
  });

  test('a throw, NaN and nothing are failures with reason and stack', async () => {
    expect(await outcomeOf(jobOf(1, 'throw'))).toMatchObject({
      state: 'failed',
      reason: 'it diverged',
      stack: expect.stringContaining('behaviors.mjs'),
    });
    for (const [trialId, behavior, came] of [
      [2, 'nan', 'NaN'],
      [3, 'nothing', 'undefined'],
    ] as const) {
      executor.submit(jobOf(trialId, behavior));
      expect(outcomesOf(await take(executor, 1)).get(trialId)).toMatchObject({
        state: 'failed',
        reason: `the objective returned ${came}, not a finite number`,
      });
    }
  });

  test('cancel aborts the signal, and the trial is cancelled with the reason', async () => {
    start().submit(jobOf(1, 'wait'));
    // Its report says that it is at work.
    for await (const event of executor.outcomes()) if (event.type === 'reported') break;
    executor.cancel(1, 'stopped by hand');
    expect(outcomesOf(await take(executor, 1)).get(1)).toMatchObject({
      state: 'cancelled',
      reason: 'stopped by hand',
    });
  });

  test('cancel before the evaluation has begun, of an unknown and of an ended job', async () => {
    start().submit(jobOf(1, 'wait'));
    executor.cancel(1, 'at once');
    executor.cancel(99, 'who is that?');
    const events = await take(executor, 1);
    expect(outcomesOf(events).get(1)).toMatchObject({ state: 'cancelled', reason: 'at once' });
    executor.cancel(1, 'again');
    executor.submit(jobOf(2, 'value'));
    expect(outcomesOf(await take(executor, 1)).get(2)).toMatchObject({ state: 'complete' });
  });

  test('a trial that takes too long has failed, and the slot is free again', async () => {
    expect(await outcomeOf(jobOf(1, 'wait', { timeoutMs: 60 }))).toMatchObject({
      state: 'failed',
      reason: 'the evaluation took longer than 0.06 s',
    });
    expect(executor.slots()).toBe(1);
    executor.submit(jobOf(2, 'value', { timeoutMs: 60_000 }));
    expect(outcomesOf(await take(executor, 1)).get(2)).toMatchObject({ state: 'complete' });
  });

  test('a job holds its slot until its end has been read', async () => {
    start(3);
    expect(executor.slots()).toBe(3);
    for (const trialId of [1, 2, 3]) executor.submit(jobOf(trialId, 'slow'));
    expect(executor.slots()).toBe(0);
    const first = outcomesOf(await take(executor, 1));
    expect(executor.slots()).toBe(1);
    const others = outcomesOf(await take(executor, 2));
    expect(executor.slots()).toBe(3);
    expect([...first.keys(), ...others.keys()].sort()).toEqual([1, 2, 3]);
  });

  test('close cancels what runs, tells it, and ends the outcomes', async () => {
    start(2).submit(jobOf(1, 'deaf'));
    executor.submit(jobOf(2, 'wait'));
    const closed = executor.close('that is all');
    const outcomes = outcomesOf(await take(executor, 3));
    expect(outcomes).toMatchObject(
      new Map([1, 2].map((id) => [id, { state: 'cancelled', reason: 'that is all' }])),
    );
    await closed;
    await executor.close();
  });
}
