import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { Executor } from '@tune/core';
import { cancelled, complete, expectOutcome, type ExecutorCheck } from './executor-checks.ts';
import { jobOf, outcomeOf, startJob } from './executor-jobs.ts';

/** Jobs beside each other, and one evaluation for each id. */
export const jobChecks: Readonly<Record<string, ExecutorCheck>> = {
  'runs-as-many-as-its-concurrency': [
    3,
    async (executor) => {
      strictEqual(executor.concurrency, 3);
      const jobs = [1, 2, 3].map((trial) => startJob(executor, jobOf(trial, 'wait')));
      // Each waits for its abort, so all three report only if they run side by side.
      await Promise.all(jobs.map((job) => job.reported()));
      for (const job of jobs) job.abort('done');
      for (const job of jobs) await expectOutcome(job, cancelled('done'));
    },
  ],

  'joins-a-running-job': [
    2,
    async (executor) => {
      const before = await countOf(executor, 1);
      const [first, second] = [1, 2].map(() => startJob(executor, jobOf(2, 'count')));
      deepStrictEqual(await second!.outcome, await first!.outcome);
      await expectOutcome(first!, complete(before + 1));
      const [one, other] = [1, 2].map(() => startJob(executor, jobOf(3, 'report')));
      await Promise.all([one!.outcome, other!.outcome]);
      strictEqual(one!.reports.length, 2);
      deepStrictEqual(other!.reports, one!.reports);
    },
  ],

  'evaluates-a-job-once': [
    1,
    async (executor) => {
      const before = await countOf(executor, 1);
      strictEqual(await countOf(executor, 1), before);
      strictEqual(await countOf(executor, 2), before + 1);
      const retried = startJob(executor, jobOf(1, 'count', { attempt: 2 }));
      await expectOutcome(retried, complete(before + 2));
    },
  ],

  'studies-do-not-mix': [
    2,
    async (executor) => {
      const [a, b] = (['a', 'b'] as const).map((study, n) =>
        startJob(
          executor,
          jobOf(1, 'report', { study, point: { x: n / 2 + 0.25, behavior: 'report' } }),
        ),
      );
      await expectOutcome(a!, complete(0.25));
      await expectOutcome(b!, complete(0.75));
      deepStrictEqual(a!.reports.at(-1)?.slice(0, 2), [2, 0.25]);
      deepStrictEqual(b!.reports.at(-1)?.slice(0, 2), [2, 0.75]);
    },
  ],

  'setup-runs-once': [
    1,
    async (executor) => {
      const context = { signal: new AbortController().signal, progress: () => undefined };
      const first = await executor.setup?.(context);
      deepStrictEqual(await executor.setup?.(context), first);
      await expectOutcome(startJob(executor, jobOf(1, 'value')), complete(0.25));
      deepStrictEqual(await executor.setup?.(context), first);
    },
  ],
};

async function countOf(executor: Executor, trial: number): Promise<number> {
  const outcome = await outcomeOf(executor, jobOf(trial, 'count'));
  strictEqual(outcome.state, 'complete');
  return outcome.values[0]!;
}
