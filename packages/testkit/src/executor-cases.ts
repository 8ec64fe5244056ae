import { AssertionError, deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { isTuneError, type Executor } from '@tune/core';
import { jobOf, outcomeOf, plainOutcome, startJob, StartedJob } from './executor-jobs.ts';

/** Opens an executor of so many jobs at once for the objective `behaving(executorBehaviors)`. */
export type OpenExecutor = (concurrency: number) => Executor | Promise<Executor>;

/** One thing that an executor has to do. */
export interface ExecutorCase {
  readonly name: string;
  /** Rejects if the executor does something else, or nothing for `limitMs` (default: two minutes). */
  run(open: OpenExecutor, options?: { readonly limitMs?: number }): Promise<void>;
}

/** Long enough for a busy machine: only an executor that hangs waits for it. */
const LIMIT_MS = 120_000;

const THIRTY_DAYS_MS = 30 * 24 * 3600 * 1000;

const complete = (value: number) => ({ state: 'complete', values: [value] });
const failed = (reason: string) => ({ state: 'failed', reason });
const cancelled = (reason: string) => ({ state: 'cancelled', reason });

async function expectOutcome(job: StartedJob, expected: object): Promise<void> {
  deepStrictEqual(plainOutcome(await job.outcome), expected);
}

type Check = (executor: Executor) => Promise<void>;

const CASES: Readonly<Record<string, readonly [concurrency: number, check: Check]>> = {
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

  'a job whose signal has aborted before it is run is cancelled': [
    1,
    async (executor) => {
      const job = new StartedJob(executor, jobOf(1, 'wait'), 'too late');
      await expectOutcome(job, cancelled('too late'));
      await expectOutcome(startJob(executor, jobOf(2, 'value')), complete(0.25));
    },
  ],

  'a running job that is aborted is cancelled with the reason': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'wait'));
      await job.reported();
      job.abort('stopped by hand');
      await expectOutcome(job, cancelled('stopped by hand'));
      await expectOutcome(startJob(executor, jobOf(2, 'value')), complete(0.25));
    },
  ],

  'an abort after the end changes nothing': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'value'));
      await job.outcome;
      job.abort('too late');
      await expectOutcome(job, complete(0.25));
      await expectOutcome(startJob(executor, jobOf(1, 'value')), complete(0.25));
    },
  ],

  'a job that ignores its signal is cancelled after a grace period': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'deaf'));
      await job.reported();
      job.abort('enough');
      await expectOutcome(job, cancelled('enough'));
      await expectOutcome(startJob(executor, jobOf(2, 'value')), complete(0.25));
    },
  ],

  'an evaluation that takes longer than its time-out fails': [
    1,
    async (executor) => {
      const slow = startJob(executor, jobOf(1, 'wait', { timeoutMs: 60 }));
      await expectOutcome(slow, failed('the evaluation took longer than 0.06 s'));
      const quick = jobOf(2, 'value', { timeoutMs: LIMIT_MS });
      await expectOutcome(startJob(executor, quick), complete(0.25));
    },
  ],

  'a time-out of 30 days does not fire': [
    1,
    async (executor) => {
      const job = startJob(executor, jobOf(1, 'slow', { timeoutMs: THIRTY_DAYS_MS }));
      await expectOutcome(job, complete(0.25));
    },
  ],

  'as many jobs as its concurrency run at once': [
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

  'a running job of the same id is joined': [
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

  'an ended job of the same id gives its outcome without a second evaluation': [
    1,
    async (executor) => {
      const before = await countOf(executor, 1);
      strictEqual(await countOf(executor, 1), before);
      strictEqual(await countOf(executor, 2), before + 1);
      const retried = startJob(executor, jobOf(1, 'count', { attempt: 2 }));
      await expectOutcome(retried, complete(before + 2));
    },
  ],

  'studies with equal trial numbers do not mix': [
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

  'setup runs once, however often it is called': [
    1,
    async (executor) => {
      const context = { signal: new AbortController().signal, progress: () => undefined };
      const first = await executor.setup?.(context);
      deepStrictEqual(await executor.setup?.(context), first);
      await expectOutcome(startJob(executor, jobOf(1, 'value')), complete(0.25));
      deepStrictEqual(await executor.setup?.(context), first);
    },
  ],

  'close cancels what runs, and closes once': [
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

  'run after close rejects with EXECUTOR_CLOSED': [
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

async function countOf(executor: Executor, trial: number): Promise<number> {
  const outcome = await outcomeOf(executor, jobOf(trial, 'count'));
  strictEqual(outcome.state, 'complete');
  return outcome.values[0]!;
}

async function refusesConcurrency(open: OpenExecutor): Promise<void> {
  for (const concurrency of [0, -1, 1.5, Number.NaN]) {
    let error: unknown = 'it was opened';
    try {
      await (await open(concurrency)).close();
    } catch (thrown) {
      error = thrown;
    }
    const isRefused = isTuneError(error, 'STUDY_OPTION_INVALID');
    ok(isRefused, `expected STUDY_OPTION_INVALID for concurrency ${concurrency}: ${String(error)}`);
  }
}

/** Rejects after the limit: the executor hangs. */
async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hung = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new AssertionError({ message: `nothing came for ${limitMs} ms` }));
    }, limitMs);
  });
  try {
    await Promise.race([work, hung]);
  } finally {
    clearTimeout(timer);
  }
}

/** What every executor does, however it evaluates. */
export const executorCases: readonly ExecutorCase[] = [
  ...Object.entries(CASES).map(([name, [concurrency, check]]): ExecutorCase => ({
    name,
    async run(open, { limitMs = LIMIT_MS } = {}) {
      const executor = await open(concurrency);
      try {
        await within(limitMs, check(executor));
      } finally {
        await executor.close();
      }
    },
  })),
  {
    name: 'a concurrency below 1, or not a whole number, is refused',
    run: (open, { limitMs = LIMIT_MS } = {}) => within(limitMs, refusesConcurrency(open)),
  },
];
