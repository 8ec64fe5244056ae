import {
  inProcessExecutor,
  type Executor,
  type Job,
  type JobContext,
  type Outcome,
} from '@tune/core';
import { expect, test } from 'vitest';
import { behaving, executorBehaviors } from './executor-behaviors.ts';
import { executorCases, type OpenExecutor } from './executor-cases.ts';

const objective = behaving(executorBehaviors);
const open: OpenExecutor = (concurrency) => inProcessExecutor(objective, { concurrency });

test.each(executorCases)('in process: $name', async ({ run }) => {
  await run(open);
});

type Run = Executor['run'];

/** An executor that treats jobs and contexts in another way. */
const changing =
  (change: (job: Job, context: JobContext, run: Run) => ReturnType<Run>) =>
  (sound: Executor): Executor => ({
    ...sound,
    run: (job, context) => change(job, context, sound.run),
  });

const neverAborted = new AbortController().signal;
let copies = 0;

/** Executors with one fault each, and the case that has to find it. */
const FAULTS: Readonly<Record<string, readonly [string, (sound: Executor) => Executor]>> = {
  'keeps reports to itself': [
    'a value is a complete outcome',
    changing((job, { signal }, run) => run(job, { signal, report: () => undefined })),
  ],
  'reports in reverse': [
    'a value is a complete outcome',
    changing(async (job, { signal, report }, run) => {
      const reports: Parameters<typeof report>[] = [];
      const outcome = await run(job, {
        signal,
        report: (...reported) => reports.unshift(reported),
      });
      for (const reported of reports) report(...reported);
      return outcome;
    }),
  ],
  'forgets the seed': [
    'seed and fidelity',
    changing((job, context, run) => run({ ...job, seed: 0 }, context)),
  ],
  'forgets the fidelity': [
    'seed and fidelity',
    changing(({ fidelity: _, ...job }, context, run) => run(job, context)),
  ],
  'drops the seconds': [
    'what an evaluation says of its duration',
    changing(async (job, context, run) => {
      const { seconds: _, ...rest } = await run(job, context);
      return rest as Outcome;
    }),
  ],
  'sends reports as JSON': [
    'a report of NaN',
    changing((job, { signal, report }, run) =>
      run(job, {
        signal,
        report: (...reported) =>
          report(...(JSON.parse(JSON.stringify(reported)) as Parameters<typeof report>)),
      }),
    ),
  ],
  'reports to the job before': [
    'reports after the end',
    (sound) => {
      let last: JobContext['report'] | undefined;
      return changing((job, { signal, report }, run) => {
        const before = last ?? report;
        last = report;
        return run(job, { signal, report: before });
      })(sound);
    },
  ],
  'drops the stack': [
    'a throw, NaN and nothing',
    changing(async (job, context, run) => {
      const outcome = await run(job, context);
      if (outcome.state === 'complete') return outcome;
      const { stack: _, ...rest } = outcome;
      return rest;
    }),
  ],
  'takes a failure for 0': [
    'a wrong number of values',
    changing(async (job, context, run) => {
      const outcome = await run(job, context);
      return outcome.state === 'failed' ? { state: 'complete', values: [0] } : outcome;
    }),
  ],
  'passes long reasons on': [
    'a message of megabytes',
    changing(async (job, context, run) => {
      const outcome = await run(job, context);
      return outcome.state === 'failed' ? { ...outcome, reason: 'm'.repeat(8_000_000) } : outcome;
    }),
  ],
  'looks at what was thrown': [
    'an error that throws when it is looked at',
    changing(async (job, context, run) => {
      const outcome = await run(job, context);
      if (outcome.state === 'failed') throw new TypeError('do not look');
      return outcome;
    }),
  ],
  'takes text for a number': [
    'text is no value',
    changing(async (job, context, run) => {
      const outcome = await run(job, context);
      return outcome.state === 'failed' ? { state: 'complete', values: [0.25] } : outcome;
    }),
  ],
  'is silent about a report of text': [
    'a report of text',
    changing(async (job, context, run) => {
      const outcome = await run(job, context);
      return outcome.state === 'failed' ? { state: 'complete', values: [0.25] } : outcome;
    }),
  ],
  'loses the last report': [
    'of many reports',
    changing((job, { signal, report }, run) =>
      run(job, { signal, report: (step, value) => step < 20_000 && report(step, value) }),
    ),
  ],
  'reports after the outcome': [
    'reports after a time-out',
    changing(async (job, context, run) => {
      const outcome = await run(job, context);
      setTimeout(() => context.report(99, 99), 10);
      return outcome;
    }),
  ],
  'never aborts': [
    'a running job that is aborted',
    changing((job, { report }, run) => run(job, { signal: neverAborted, report })),
  ],
  'does not look at the signal first': [
    'a job whose signal has aborted before',
    changing((job, context, run) =>
      run(job, context.signal.aborted ? { ...context, signal: neverAborted } : context),
    ),
  ],
  'waits for evaluations that ignore their signal': [
    'a job that ignores its signal',
    changing((job, { signal, report }, run) =>
      run(
        job,
        job.point['behavior'] === 'deaf' ? { signal: neverAborted, report } : { signal, report },
      ),
    ),
  ],
  'knows no time-out': [
    'an evaluation that takes longer',
    changing(({ timeoutMs: _, ...job }, context, run) => run(job, context)),
  ],
  'lets long time-outs overflow': [
    'a time-out of 30 days',
    changing(({ timeoutMs = 60_000, ...job }, context, run) =>
      run({ ...job, timeoutMs: timeoutMs > 2 ** 31 ? 1 : timeoutMs }, context),
    ),
  ],
  'runs one job at a time': [
    'as many jobs as its concurrency',
    (sound) => {
      let last: Promise<unknown> = Promise.resolve();
      return changing((job, context, run) => {
        const outcome = last.then(() => run(job, context));
        last = outcome;
        return outcome;
      })(sound);
    },
  ],
  'evaluates each call': [
    'a running job of the same id',
    changing((job, context, run) => run({ ...job, id: `${job.id} ${++copies}` }, context)),
  ],
  'evaluates an ended job again': [
    'an ended job of the same id',
    (sound) => {
      const ended = new Set<string>();
      return changing(async (job, context, run) => {
        const id = ended.has(job.id) ? `${job.id} ${++copies}` : job.id;
        const outcome = await run({ ...job, id }, context);
        ended.add(job.id);
        return outcome;
      })(sound);
    },
  ],
  'knows a job by its trial number': [
    'studies with equal trial numbers',
    changing((job, context, run) => run({ ...job, id: String(job.trial) }, context)),
  ],
  'closes without the reason': [
    'close cancels what runs',
    (sound) => ({ ...sound, close: () => sound.close() }),
  ],
  'gives stored outcomes after close': [
    'run after close',
    (sound) => {
      const ended = new Map<string, Awaited<ReturnType<Run>>>();
      return changing(async (job, context, run) => {
        const outcome = ended.get(job.id) ?? (await run(job, context));
        ended.set(job.id, outcome);
        return outcome;
      })(sound);
    },
  ],
};

test.each(Object.entries(FAULTS))(
  'an executor that %s fails its case',
  async (_, [name, fault]) => {
    const [found, ...others] = executorCases.filter((one) => one.name.startsWith(name));
    expect(others).toEqual([]);
    const broken: OpenExecutor = async (concurrency) => fault(await open(concurrency));
    await expect(found!.run(broken, { limitMs: 4000 })).rejects.toThrow();
  },
);

test('an executor that takes any concurrency fails its case', async () => {
  const found = executorCases.find(({ name }) => name.startsWith('a concurrency below 1'))!;
  const broken: OpenExecutor = () => open(1);
  await expect(found.run(broken)).rejects.toThrow(/STUDY_OPTION_INVALID/);
});

test('an executor that sets up for each call fails its case', async () => {
  const found = executorCases.find(({ name }) => name.startsWith('setup runs once'))!;
  const broken: OpenExecutor = async (concurrency) => ({
    ...(await open(concurrency)),
    setup: (context) => objective.setup!(context),
  });
  await expect(found.run(broken)).rejects.toThrow();
});
