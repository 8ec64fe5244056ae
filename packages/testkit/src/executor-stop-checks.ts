import { ok } from 'node:assert/strict';
import { isTuneError } from '@tune/core';
import {
  cancelled,
  complete,
  expectOutcome,
  failed,
  type ExecutorCheck,
} from './executor-checks.ts';
import { jobOf, outcomeOf, startJob, StartedJob } from './executor-jobs.ts';

const TWO_MINUTES_MS = 120_000;
const THIRTY_DAYS_MS = 30 * 24 * 3600 * 1000;

/** How a job is stopped: by its signal, by its time-out, or when the executor closes. */
export const stopChecks: Readonly<Record<string, ExecutorCheck>> = {
  'aborted-before-it-runs': [
    1,
    async (executor) => {
      const job = new StartedJob(executor, jobOf(1, 'wait'), 'too late');
      await expectOutcome(job, cancelled('too late'));
      await expectOutcome(startJob(executor, jobOf(2, 'value')), complete(0.25));
    },
  ],

  'stops-on-abort': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'wait'));
      await job.reported();
      job.abort('stopped by hand');
      await expectOutcome(job, cancelled('stopped by hand'));
      await expectOutcome(startJob(executor, jobOf(2, 'value')), complete(0.25));
    },
  ],

  'abort-after-the-end': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'value'));
      await job.outcome;
      job.abort('too late');
      await expectOutcome(job, complete(0.25));
      await expectOutcome(startJob(executor, jobOf(1, 'value')), complete(0.25));
    },
  ],

  'stops-deaf-jobs': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'deaf'));
      await job.reported();
      job.abort('enough');
      await expectOutcome(job, cancelled('enough'));
      await expectOutcome(startJob(executor, jobOf(2, 'value')), complete(0.25));
    },
  ],

  'time-out-is-kept': [
    1,
    async (executor) => {
      const slow = startJob(executor, jobOf(1, 'wait', { timeoutMs: 60 }));
      await expectOutcome(slow, failed('the evaluation took longer than 0.06 s'));
      const quick = jobOf(2, 'value', { timeoutMs: TWO_MINUTES_MS });
      await expectOutcome(startJob(executor, quick), complete(0.25));
    },
  ],

  'long-time-outs': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'slow', { timeoutMs: THIRTY_DAYS_MS }));
      await expectOutcome(job, complete(0.25));
    },
  ],

  'close-cancels': [
    2,
    async (executor) => {
      const jobs = [startJob(executor, jobOf(1, 'deaf')), startJob(executor, jobOf(2, 'wait'))];
      await Promise.all(jobs.map((job) => job.reported()));
      const closed = executor.close('that is all');
      for (const job of jobs) await expectOutcome(job, cancelled('that is all'));
      await closed;
      await executor.close();
    },
  ],

  'closed-is-closed': [
    1,
    async (executor) => {
      await outcomeOf(executor, jobOf(1, 'value'));
      await executor.close();
      for (const trial of [1, 2]) {
        const error = await outcomeOf(executor, jobOf(trial, 'value')).then(
          () => 'it ran',
          (thrown: unknown) => thrown,
        );
        ok(isTuneError(error, 'EXECUTOR_CLOSED'), `expected EXECUTOR_CLOSED, got ${String(error)}`);
      }
    },
  ],
};
