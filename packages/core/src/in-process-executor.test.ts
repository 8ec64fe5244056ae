import { expect, test } from 'vitest';
import {
  float,
  inProcessExecutor,
  space,
  type ExecutorEvent,
  type Job,
  type Objective,
} from './index.ts';

const job = (trialId: number): Job => ({
  trialId,
  attempt: 1,
  token: 't',
  point: { x: 0.5 },
  seed: 1,
});
const objective = (evaluate: Objective['evaluate']): Objective => ({
  name: 'o',
  space: space({ x: float(0, 1) }),
  direction: 'minimize',
  evaluate,
});

async function run(
  evaluate: Objective['evaluate'],
  whileRunning?: (executor: ReturnType<typeof inProcessExecutor>) => void,
) {
  const executor = inProcessExecutor(objective(evaluate));
  executor.submit(job(1));
  whileRunning?.(executor);
  const events: ExecutorEvent[] = [];
  for await (const event of executor.outcomes()) {
    events.push(event);
    if (event.type === 'ended') await executor.close();
  }
  return events;
}

const outcome = async (evaluate: Objective['evaluate']) => {
  const last = (await run(evaluate)).at(-1);
  return last?.type === 'ended' ? last.outcome : undefined;
};

test('a value is complete; reports come before it', async () => {
  const events = await run(async (_, { report }) => {
    report(1, 0.1, 2);
    report(2, 0.2);
    return 3;
  });
  expect(events).toEqual([
    { type: 'reported', trialId: 1, step: 1, value: 0.1, total: 2 },
    { type: 'reported', trialId: 1, step: 2, value: 0.2 },
    {
      type: 'ended',
      trialId: 1,
      attempt: 1,
      token: 't',
      outcome: { state: 'complete', values: [3] },
    },
  ]);
});

test('NaN, Infinity, nothing and a throw are failures with their reason', async () => {
  const reasons = [];
  for (const evaluate of [
    async () => Number.NaN,
    async () => -Infinity,
    async () => undefined as unknown as number,
    async () => [],
    async () => Promise.reject(new Error('out of memory')),
    () => {
      throw new TypeError('not even a promise');
    },
    async () => Promise.reject('a string'),
    async () => Promise.reject({ code: 7 }),
  ]) {
    const ended = await outcome(evaluate);
    expect(ended?.state).toBe('failed');
    reasons.push(ended?.state === 'failed' ? ended.reason : undefined);
  }
  expect(reasons).toMatchInlineSnapshot(`
    [
      "the objective returned NaN, not a finite number",
      "the objective returned -Infinity, not a finite number",
      "the objective returned undefined, not a finite number",
      "the objective returned an empty list, not a finite number",
      "out of memory",
      "not even a promise",
      "a string",
      "the objective threw {"code":7}",
    ]
  `);
});

test('cancel aborts the signal with its reason, and the trial is cancelled', async () => {
  const events = await run(
    (_, { signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      ),
    (executor) => executor.cancel(1, 'stopped by hand'),
  );
  expect(events.at(-1)).toMatchObject({
    outcome: { state: 'cancelled', reason: 'stopped by hand' },
  });
});

test('a job holds its slot until its end has been read', async () => {
  const executor = inProcessExecutor(objective(async () => 1));
  executor.submit(job(1));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(executor.slots()).toBe(0);
  for await (const event of executor.outcomes()) {
    if (event.type === 'ended') break;
  }
  expect(executor.slots()).toBe(1);
});

test('a closure cannot be recovered', async () => {
  await expect(inProcessExecutor(objective(async () => 1)).recover([job(1)])).rejects.toMatchObject(
    {
      code: 'OBJECTIVE_NOT_LOADABLE',
    },
  );
});
