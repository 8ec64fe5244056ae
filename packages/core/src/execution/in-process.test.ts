import { afterEach, expect, test, vi } from 'vitest';
import { inProcessExecutor, type Job, type Objective, type Outcome } from '../index.ts';
import { pause, square, studyOf, unit, wait } from '../study/study.test-util.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const objective = (evaluate: Objective['evaluate']): Objective => ({
  ...{ name: 'o', space: unit as never, direction: 'minimize', evaluate },
});
const job = (trial = 1, more: Partial<Job> = {}): Job => ({
  ...{ id: `s/${trial}/1`, study: 's', trial, attempt: 1, point: { x: trial / 10 }, seed: 1 },
  ...more,
});
const context = (signal = new AbortController().signal) => ({ signal, report: () => undefined });
const never = objective(() => new Promise<number>(() => undefined));
const complete = (value: number): Outcome => ({ state: 'complete', values: [value] });

test('an evaluation that never settles ends at its time-out, which keeps the process alive', async () => {
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const executor = inProcessExecutor(never);
  const running = executor.run(job(1, { timeoutMs: 20 }), context());
  await wait(1);
  const place = timers.mock.calls.findIndex(([, ms]) => ms === 20);
  expect((timers.mock.results[place]!.value as NodeJS.Timeout).hasRef()).toBe(true);
  expect(await running).toEqual({
    ...{ state: 'failed', reason: 'the evaluation took longer than 0.02 s' },
  });
  await executor.close();
});

test('a time-out is stored as a failure, and the search goes on', async () => {
  const s = await studyOf({ budget: { trials: 2 } });
  const hung = square(() => new Promise<number>(() => undefined));
  expect(await s.optimize(hung, { timeoutMs: 20, concurrency: 2 })).toMatchObject({
    ...{ reason: 'budget', failed: 2 },
  });
});

test('a time-out of 30 days is one of 30 days', async () => {
  vi.useFakeTimers();
  const executor = inProcessExecutor(never);
  let outcome: Outcome | undefined;
  const days = (count: number) => count * 24 * 3600 * 1000;
  const timeoutMs = days(30);
  void executor.run(job(1, { timeoutMs }), context()).then((it) => (outcome = it));
  await vi.advanceTimersByTimeAsync(days(30) - 1);
  expect(outcome).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(outcome).toEqual({ state: 'failed', reason: 'the evaluation took longer than 2592000 s' });
  vi.useRealTimers();
  const s = await studyOf({ budget: { trials: 1 } });
  expect(await s.optimize(square(), { timeoutMs })).toMatchObject({ complete: 1 });
});

test('an evaluation that ends leaves no timer behind', async () => {
  vi.useFakeTimers();
  const executor = inProcessExecutor(objective(async ({ x }) => x as number));
  await executor.run(job(1, { timeoutMs: 1000 }), context());
  expect(vi.getTimerCount()).toBe(0);
});

test('a job of the same id joins the running one, and later gets its outcome', async () => {
  let evaluations = 0;
  const executor = inProcessExecutor(
    objective(async ({ x }, { report }) => {
      evaluations += 1;
      await pause();
      report(1, x as number);
      await pause();
      return x as number;
    }),
  );
  const seen: string[] = [];
  const listen = (name: string) => ({
    signal: new AbortController().signal,
    report: (step: number) => void seen.push(`${name}${step}`),
  });
  const [a, b] = await Promise.all([
    executor.run(job(), listen('a')),
    executor.run(job(), listen('b')),
  ]);
  expect(a).toEqual(complete(0.1));
  expect(b).toEqual(a);
  expect(seen).toEqual(['a1', 'b1']);
  expect(await executor.run(job(), listen('c'))).toEqual(a);
  expect(evaluations).toBe(1);
  const other = await executor.run(job(1, { id: 's/1/2', attempt: 2 }), listen('d'));
  expect(other).toEqual(a);
  expect(evaluations).toBe(2);
});

test('an abort is heard by the objective, and one that ignores it is left behind', async () => {
  const controller = new AbortController();
  const listening = inProcessExecutor(
    objective(
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    ),
  );
  const deaf = inProcessExecutor(never, { graceMs: 10 });
  const running = [listening, deaf].map((executor) =>
    executor.run(job(), context(controller.signal)),
  );
  await wait(5);
  controller.abort('enough');
  for (const outcome of await Promise.all(running)) {
    expect(outcome).toEqual({ state: 'cancelled', reason: 'enough' });
  }
});

test('what came before the abort is kept', async () => {
  const controller = new AbortController();
  const executor = inProcessExecutor(
    objective(async () => {
      controller.abort('enough');
      await pause();
      return 0.25;
    }),
  );
  expect(await executor.run(job(), context(controller.signal))).toEqual(complete(0.25));
});

test('a closed executor cancels what runs and takes no further job', async () => {
  const executor = inProcessExecutor(never);
  const running = executor.run(job(), context());
  await wait(5);
  await executor.close('shut down');
  expect(await running).toEqual({ state: 'cancelled', reason: 'shut down' });
  await expect(executor.run(job(2), context())).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
});

test('concurrency and grace time are checked', () => {
  for (const options of [{ concurrency: 0 }, { concurrency: 1.5 }, { graceMs: Number.NaN }]) {
    expect(() => inProcessExecutor(never, options)).toThrowError(
      expect.objectContaining({ code: 'STUDY_OPTION_INVALID' }) as Error,
    );
  }
  expect(inProcessExecutor(never, { concurrency: 4 }).concurrency).toBe(4);
});

test('setup is called once, before the first evaluation; a failure of it fails the trial', async () => {
  const calls: string[] = [];
  const executor = inProcessExecutor({
    ...objective(async ({ x }) => {
      calls.push('evaluate');
      return x as number;
    }),
    setup: async () => {
      await pause();
      calls.push('setup');
      return [{ label: 'backend', value: 'test' }];
    },
  });
  await Promise.all([executor.run(job(1), context()), executor.run(job(2), context())]);
  expect(calls).toEqual(['setup', 'evaluate', 'evaluate']);
  const given = { signal: new AbortController().signal, progress: () => undefined };
  expect(await executor.setup!(given)).toEqual([{ label: 'backend', value: 'test' }]);
  const broken = inProcessExecutor({
    ...never,
    setup: async () => {
      throw new Error('no data');
    },
  });
  expect(await broken.run(job(), context())).toEqual({ state: 'failed', reason: 'no data' });
});
