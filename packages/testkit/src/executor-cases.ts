import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import type { Executor, ExecutorEvent, Job, Outcome } from '@tune/core';

/** One thing that an executor has to do. */
export interface ExecutorCase {
  readonly name: string;
  /**
   * @param open  an executor of so many slots for the objective `behaving(executorBehaviors)`; rejects
   * where the executor does something else
   */
  run(open: (slots: number) => Executor): Promise<void>;
}

/** A job whose evaluation behaves as the name says. */
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

/** Submits a job and waits for its outcome. */
async function outcomeOf(executor: Executor, job: Job): Promise<Outcome | undefined> {
  executor.submit(job);
  return outcomesOf(await take(executor, 1)).get(job.trialId);
}

/** State, values and reason of an outcome: metrics are an executor's own. */
function plain(outcome: Outcome | undefined): object {
  if (outcome === undefined) return { state: 'none' };
  if (outcome.state === 'complete') return { state: outcome.state, values: outcome.values };
  return { state: outcome.state, reason: outcome.reason };
}
const complete = (value: number) => ({ state: 'complete', values: [value] });
const ended = (state: 'failed' | 'cancelled', reason: string) => ({ state, reason });

/** Waits until a job reports, which says that it is at work. */
async function atWork(executor: Executor): Promise<void> {
  for await (const event of executor.outcomes()) if (event.type === 'reported') return;
}

const CASES: Readonly<Record<string, readonly [number, (executor: Executor) => Promise<void>]>> = {
  'a value is complete; reports come before it, in order': [
    1,
    async (executor) => {
      executor.submit(jobOf(3, 'report'));
      const events = await take(executor, 1);
      deepStrictEqual(events.slice(0, -1), [
        { type: 'reported', trialId: 3, step: 1, value: 0.125, total: 2 },
        { type: 'reported', trialId: 3, step: 2, value: 0.25 },
      ]);
      const { outcome, ...last } = events.at(-1) as ExecutorEvent & { type: 'ended' };
      deepStrictEqual(last, { type: 'ended', trialId: 3, attempt: 1, token: 'token 3' });
      deepStrictEqual(plain(outcome), complete(0.25));
    },
  ],

  'seed and fidelity arrive; a reported NaN does too': [
    1,
    async (executor) => {
      deepStrictEqual(plain(await outcomeOf(executor, jobOf(1, 'seed'))), complete(11));
      const coarse = jobOf(2, 'fidelity', { fidelity: 0.5 });
      deepStrictEqual(plain(await outcomeOf(executor, coarse)), complete(0.5));
      executor.submit(jobOf(3, 'report-nan'));
      const [first] = await take(executor, 1);
      deepStrictEqual(first, { type: 'reported', trialId: 3, step: 1, value: Number.NaN });
    },
  ],

  "what is reported after the end is nobody's": [
    1,
    async (executor) => {
      await outcomeOf(executor, jobOf(1, 'report-late'));
      executor.submit(jobOf(2, 'slow'));
      deepStrictEqual(
        (await take(executor, 1)).map(({ type }) => type),
        ['ended'],
      );
    },
  ],

  'a throw, NaN and nothing are failures with reason and stack': [
    1,
    async (executor) => {
      const thrown = await outcomeOf(executor, jobOf(1, 'throw'));
      deepStrictEqual(plain(thrown), ended('failed', 'it diverged'));
      match((thrown as { stack?: string }).stack ?? '', /behaviors/);
      for (const [trialId, behavior, came] of [
        [2, 'nan', 'NaN'],
        [3, 'nothing', 'undefined'],
      ] as const) {
        const reason = `the objective returned ${came}, not a finite number`;
        const outcome = await outcomeOf(executor, jobOf(trialId, behavior));
        deepStrictEqual(plain(outcome), ended('failed', reason));
      }
    },
  ],

  'cancel aborts the signal, and the trial is cancelled with the reason': [
    1,
    async (executor) => {
      executor.submit(jobOf(1, 'wait'));
      await atWork(executor);
      executor.cancel(1, 'stopped by hand');
      const outcome = outcomesOf(await take(executor, 1)).get(1);
      deepStrictEqual(plain(outcome), ended('cancelled', 'stopped by hand'));
    },
  ],

  'cancel before the evaluation has begun, of an unknown and of an ended job': [
    1,
    async (executor) => {
      executor.submit(jobOf(1, 'wait'));
      executor.cancel(1, 'at once');
      executor.cancel(99, 'who is that?');
      const outcome = outcomesOf(await take(executor, 1)).get(1);
      deepStrictEqual(plain(outcome), ended('cancelled', 'at once'));
      executor.cancel(1, 'again');
      deepStrictEqual(plain(await outcomeOf(executor, jobOf(2, 'value'))), complete(0.25));
    },
  ],

  'a trial that takes too long has failed, and the slot is free again': [
    1,
    async (executor) => {
      const slow = await outcomeOf(executor, jobOf(1, 'wait', { timeoutMs: 60 }));
      deepStrictEqual(plain(slow), ended('failed', 'the evaluation took longer than 0.06 s'));
      strictEqual(executor.slots(), 1);
      const quick = await outcomeOf(executor, jobOf(2, 'value', { timeoutMs: 60_000 }));
      deepStrictEqual(plain(quick), complete(0.25));
    },
  ],

  'a job holds its slot until its end has been read': [
    3,
    async (executor) => {
      strictEqual(executor.slots(), 3);
      for (const trialId of [1, 2, 3]) executor.submit(jobOf(trialId, 'slow'));
      strictEqual(executor.slots(), 0);
      const first = outcomesOf(await take(executor, 1));
      strictEqual(executor.slots(), 1);
      const others = outcomesOf(await take(executor, 2));
      strictEqual(executor.slots(), 3);
      deepStrictEqual([...first.keys(), ...others.keys()].sort(), [1, 2, 3]);
    },
  ],

  'close cancels what runs, tells it, and ends the outcomes': [
    2,
    async (executor) => {
      executor.submit(jobOf(1, 'deaf'));
      executor.submit(jobOf(2, 'wait'));
      const closed = executor.close('that is all');
      const outcomes = outcomesOf(await take(executor, 3));
      deepStrictEqual([...outcomes.keys()].sort(), [1, 2]);
      for (const outcome of outcomes.values()) {
        deepStrictEqual(plain(outcome), ended('cancelled', 'that is all'));
      }
      await closed;
      await executor.close();
    },
  ],
};

/** What every executor does, whichever way it evaluates. */
export const executorCases: readonly ExecutorCase[] = Object.entries(CASES).map(
  ([name, [slots, check]]) => ({
    name,
    async run(open) {
      const executor = open(slots);
      try {
        await check(executor);
      } finally {
        await executor.close();
      }
    },
  }),
);
