import type { Executor, Job, JobContext } from '@tune/core';
import { expect, test } from 'vitest';
import { guardedExecutor } from './guarded-executor.ts';

const job: Job = { id: 's/1/1', study: 's', trial: 1, attempt: 1, point: { x: 1 }, seed: 1 };
const never = () => new Promise<never>(() => undefined);
const objective = { module: 'file:///mine.mjs', export: 'default', version: '1', options: {} };

const guard = (plugin: Partial<Executor>) =>
  guardedExecutor(
    './farm.mjs',
    { concurrency: 8, run: never, close: async () => undefined, ...plugin },
    { objective, concurrency: 2, onOutput: () => undefined },
  );

const context = (signal = new AbortController().signal): JobContext => ({
  signal,
  report: () => undefined,
});

test('it runs no more at once than was wanted, and each job names the objective', async () => {
  let got: Job | undefined;
  const executor = guard({
    run: async (one) => ((got = one), { state: 'complete', values: [1] }),
  });
  expect(executor.concurrency).toBe(2);
  expect(await executor.run(job, context())).toEqual({ state: 'complete', values: [1] });
  expect(got).toEqual({ ...job, objective });
});

test('what run, set-up and close do wrong is CLI_EXECUTOR_FAILED with the name of the executor', async () => {
  const fail = async (): Promise<never> => {
    throw new Error('no network');
  };
  const broken = guard({ run: fail, setup: fail, close: fail });
  const failure = (what: RegExp) => ({
    code: 'CLI_EXECUTOR_FAILED',
    message: expect.stringMatching(what) as string,
  });
  await expect(broken.run(job, context())).rejects.toMatchObject(
    failure(/^The executor "\.\/farm\.mjs" failed in run\(\), trial 1: no network \(/),
  );
  const { signal } = new AbortController();
  await expect(broken.setup!({ signal, progress: () => undefined })).rejects.toMatchObject(
    failure(/could not be set up: no network/),
  );
  await expect(broken.close()).rejects.toMatchObject(failure(/failed in close\(\): no network/));
  // It is told once.
  await broken.close();
  const other = guard({ run: (async () => undefined) as never });
  await expect(other.run(job, context())).rejects.toMatchObject(failure(/which is not an outcome/));
});

test('close cancels jobs that never end, and is not waited for after an interruption', async () => {
  const executor = guard({ close: never });
  const running = executor.run(job, context());
  const closed = executor.close('interrupted');
  expect(await running).toEqual({ state: 'cancelled', reason: 'interrupted' });
  await expect(closed).rejects.toThrow('was not closed within 0.4 s');
});
