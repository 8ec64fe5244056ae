import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { complete, expectOutcome, failed, type ExecutorCheck } from './executor-checks.ts';
import { jobOf, outcomeOf, plainOutcome, startJob } from './executor-jobs.ts';

/** What comes of an evaluation, and what it reports. */
export const outcomeChecks: Readonly<Record<string, ExecutorCheck>> = {
  'value-is-complete': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(3, 'report'));
      await expectOutcome(job, complete(0.25));
      const reports = job.reports.map((report) => report.filter((part) => part !== undefined));
      deepStrictEqual(reports, [
        [1, 0.125, 2],
        [2, 0.25],
      ]);
    },
  ],

  'sync-and-lists-are-evaluated': [
    1,
    async (executor) => {
      await expectOutcome(startJob(executor, jobOf(1, 'sync')), complete(0.25));
      await expectOutcome(startJob(executor, jobOf(2, 'list')), complete(0.25));
      const thrown = startJob(executor, jobOf(3, 'throw-sync'));
      await expectOutcome(thrown, failed('it diverged at once'));
    },
  ],

  'passes-seed-and-fidelity': [
    1,
    async (executor) => {
      await expectOutcome(startJob(executor, jobOf(1, 'seed')), complete(11));
      const coarse = jobOf(2, 'fidelity', { fidelity: 0.5 });
      await expectOutcome(startJob(executor, coarse), complete(0.5));
      await expectOutcome(startJob(executor, jobOf(3, 'fidelity')), complete(-1));
    },
  ],

  'keeps-the-duration': [
    1,
    async (executor) => {
      const outcome = await outcomeOf(executor, jobOf(1, 'spent'));
      strictEqual(outcome.seconds, 40);
      strictEqual((await outcomeOf(executor, jobOf(2, 'value'))).seconds, undefined);
    },
  ],

  'passes-nan-reports': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'report-nan'));
      await expectOutcome(job, complete(0.25));
      deepStrictEqual(job.reports[0]?.slice(0, 2), [1, Number.NaN]);
    },
  ],

  'ignores-late-reports': [
    1,
    async (executor) => {
      const first = startJob(executor, jobOf(1, 'keep-report'));
      await first.outcome;
      const second = startJob(executor, jobOf(2, 'report-late'));
      await second.outcome;
      deepStrictEqual(first.reports, []);
      deepStrictEqual(
        second.reports.map(([step]) => step),
        [1],
      );
    },
  ],

  'failures-have-reasons': [
    1,
    async (executor) => {
      const thrown = await outcomeOf(executor, jobOf(1, 'throw'));
      deepStrictEqual(plainOutcome(thrown), failed('it diverged'));
      match((thrown as { stack?: string }).stack ?? '', /it diverged\n\s+at /);
      const odd = await outcomeOf(executor, jobOf(2, 'throw-object'));
      match((odd as { reason?: string }).reason ?? '', /"code":7/);
      const reason = (came: string) => `the objective returned ${came}, not a finite number`;
      await expectOutcome(startJob(executor, jobOf(3, 'nan')), failed(reason('NaN')));
      await expectOutcome(startJob(executor, jobOf(4, 'nothing')), failed(reason('undefined')));
    },
  ],

  'reasons-are-short': [
    1,
    async (executor) => {
      const outcome = await outcomeOf(executor, jobOf(1, 'throw-long'));
      strictEqual(outcome.state, 'failed');
      match(outcome.reason.slice(-60), /mmm\.\.\. \(cut: 8000000 characters\)$/);
      for (const text of [outcome.reason, outcome.stack ?? '']) ok(text.length <= 65_536);
    },
  ],

  'survives-hostile-errors': [
    1,
    async (executor) => {
      const outcome = await outcomeOf(executor, jobOf(1, 'throw-hostile'));
      strictEqual(outcome.state, 'failed');
      ok(outcome.reason.length > 0);
      await expectOutcome(startJob(executor, jobOf(2, 'value')), complete(0.25));
    },
  ],

  'text-is-no-value': [
    1,
    async (executor) => {
      const outcome = await outcomeOf(executor, jobOf(1, 'text'));
      strictEqual(outcome.state, 'failed');
      match(outcome.reason, /returned "0\.25", not a finite number; .*Number\(\.\.\.\)/);
    },
  ],

  'text-is-no-report': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'report-text'));
      const outcome = await job.outcome;
      strictEqual(outcome.state, 'failed');
      match(outcome.reason, /report\(1, "0\.5"\)/);
      deepStrictEqual(job.reports, []);
    },
  ],

  'thins-out-reports': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'report-many'));
      await expectOutcome(job, complete(0.25));
      const steps = job.reports.map(([step]) => step);
      const first = Array.from({ length: 4096 }, (_, index) => index + 1);
      deepStrictEqual(steps.slice(0, 4096), first);
      strictEqual(steps.at(-1), 20_000);
      ok(steps.every((step, index) => index === 0 || step > steps[index - 1]!));
    },
  ],

  'ignores-reports-after-a-time-out': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'report-on', { timeoutMs: 50 }));
      strictEqual((await job.outcome).state, 'failed');
      const { length } = job.reports;
      await wait(100);
      strictEqual(job.reports.length, length);
    },
  ],

  'one-value-for-each-direction': [
    1,
    async (executor) => {
      const outcome = await outcomeOf(executor, jobOf(1, 'three'));
      strictEqual(outcome.state, 'failed');
      match(outcome.reason, /3 values/);
    },
  ],
};
