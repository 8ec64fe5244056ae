import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { complete, expectOutcome, failed, type ExecutorCheck } from './executor-checks.ts';
import { jobOf, outcomeOf, plainOutcome, startJob } from './executor-jobs.ts';

/** What comes of an evaluation, and what it reports. */
export const outcomeChecks: Readonly<Record<string, ExecutorCheck>> = {
  'a value is a complete outcome, with the reports before it in order': [
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

  'a function that is not async, or returns a list of one value, is evaluated too': [
    1,
    async (executor) => {
      await expectOutcome(startJob(executor, jobOf(1, 'sync')), complete(0.25));
      await expectOutcome(startJob(executor, jobOf(2, 'list')), complete(0.25));
      const thrown = startJob(executor, jobOf(3, 'throw-sync'));
      await expectOutcome(thrown, failed('it diverged at once'));
    },
  ],

  'seed and fidelity reach the evaluation': [
    1,
    async (executor) => {
      await expectOutcome(startJob(executor, jobOf(1, 'seed')), complete(11));
      const coarse = jobOf(2, 'fidelity', { fidelity: 0.5 });
      await expectOutcome(startJob(executor, coarse), complete(0.5));
      await expectOutcome(startJob(executor, jobOf(3, 'fidelity')), complete(-1));
    },
  ],

  'a report of NaN is passed on': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'report-nan'));
      await expectOutcome(job, complete(0.25));
      deepStrictEqual(job.reports[0]?.slice(0, 2), [1, Number.NaN]);
    },
  ],

  'reports after the end are ignored': [
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

  'a throw, NaN and nothing are failures with their reason': [
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

  'a wrong number of values is a failure': [
    1,
    async (executor) => {
      const outcome = await outcomeOf(executor, jobOf(1, 'three'));
      strictEqual(outcome.state, 'failed');
      match(outcome.reason, /3 values/);
    },
  ],
};
