import { expect, test } from 'vitest';
import {
  inProcessExecutor,
  type Curve,
  type Executor,
  type JobContext,
  type Pruner,
  type RunEvent,
} from '../index.ts';
import { coreError } from '../errors.ts';
import { square, studyOf, uniform, until, wait, type Given } from '../study/study.test-util.ts';

const study = (given: Given = {}) => studyOf({ strategy: uniform, ...given });

test('a function is refused when an executor is given, because it would not be called', async () => {
  const s = await study();
  const executor = inProcessExecutor(square() as never);
  const optimizing = s.optimize(({ x }) => x, { executor, trials: 1 });
  await expect(optimizing).rejects.toMatchObject({
    code: 'STUDY_OPTION_INVALID',
    details: { name: 'the first argument of optimize()' },
  });
  await expect(optimizing).rejects.toThrow(
    'Expected an objective, because an executor is given, which brings its own function',
  );
  expect(s.size).toBe(0);
});

test('an objective that cannot be evaluated ends the search at its first trial, which waits', async () => {
  let calls = 0;
  const unusable = square(() => {
    calls += 1;
    throw coreError('OBJECTIVE_UNUSABLE', { objective: 'o', reason: 'its data are gone' });
  });
  const s = await study({ budget: { trials: 5 } });
  await expect(s.optimize(unusable)).rejects.toMatchObject({
    code: 'OBJECTIVE_UNUSABLE',
    message: 'The objective "o" cannot be evaluated: its data are gone.',
  });
  expect(calls).toBe(1);
  expect(s.trials).toMatchObject([{ state: 'waiting' }]);
  expect(await s.optimize(square())).toMatchObject({ complete: 5 });
});

/** The warnings of this process while `work` runs. */
async function warningsOf(work: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const warn = ({ name }: Error) => void warnings.push(name);
  process.on('warning', warn);
  try {
    await work();
    // They are told in a later turn of the event loop.
    await wait(5);
  } finally {
    process.off('warning', warn);
  }
  return warnings;
}

/** Until it is told to stop; `running` counts the evaluations. */
function endless() {
  const objective = {
    ...square((_, { signal }) => {
      objective.running += 1;
      return new Promise<number>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          objective.running -= 1;
          reject(signal.reason);
        });
      });
    }),
    running: 0,
  };
  return objective;
}

test('64 trials at once make no warning, and an abort stops all of them', async () => {
  const controller = new AbortController();
  const objective = endless();
  const s = await study();
  const warnings = await warningsOf(async () => {
    const optimizing = s.optimize(objective, { concurrency: 64, signal: controller.signal });
    await until(() => objective.running === 64);
    controller.abort();
    expect(await optimizing).toMatchObject({ reason: 'aborted' });
  });
  expect(objective.running).toBe(0);
  expect(warnings).toEqual([]);
});

test('64 jobs at once make no warning, and closing the executor ends all of them', async () => {
  const objective = endless();
  const executor = inProcessExecutor(objective as never, { concurrency: 64 });
  const warnings = await warningsOf(async () => {
    const s = await study();
    const optimizing = s.optimize(objective, { executor });
    const rejected = expect(optimizing).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
    await until(() => objective.running === 64);
    await executor.close();
    await rejected;
  });
  expect(objective.running).toBe(0);
  expect(warnings).toEqual([]);
});

/** An executor whose jobs report what is given, and are complete. */
const reportingExecutor = (...reports: readonly unknown[][]): Executor => ({
  concurrency: 1,
  run: async (_, { report }: JobContext) => {
    for (const given of reports) (report as (...given: unknown[]) => void)(...given);
    return { state: 'complete', values: [1] };
  },
  close: async () => undefined,
});

test.each<readonly [string, ...unknown[]]>([
  ['report(-1, 1)', -1, 1],
  ['report(0.5, 1)', 0.5, 1],
  ['report(NaN, 1)', Number.NaN, 1],
  ['report(Infinity, 1)', Infinity, 1],
  ['report(1e+308, 1)', 1e308, 1],
  ['report("1", 1)', '1', 1],
  ['report(1, "1")', 1, '1'],
  ['report(1, undefined)', 1, undefined],
  ['report(1, null)', 1, null],
  ['report(1, 1, -1)', 1, 1, -1],
])(
  'an executor that passes on %s has its trial fail, and the search goes on',
  async (call, ...given) => {
    const s = await study();
    const executor = reportingExecutor([1, 0.5], given, [2, 0.5]);
    expect(await s.optimize(square(), { executor, trials: 2 })).toMatchObject({ failed: 2 });
    const { reason } = s.trials[0]!.outcome as { reason: string };
    expect(reason).toContain(`but got ${call}`);
    expect(await s.reports(1)).toEqual([{ step: 1, value: 0.5 }]);
  },
);

test('reports of NaN, backwards and repeated ones are kept as they are defined', async () => {
  const told: RunEvent[] = [];
  const s = await study();
  const onEvent = (event: RunEvent) => void told.push(event);
  const executor = reportingExecutor([7, 0.7], [3, Number.NaN], [7, 9], [-0, -0], [5, 0.5]);
  await s.optimize(square(), { executor, trials: 1, onEvent });
  expect(await s.reports(1)).toEqual([
    { step: 0, value: 0 },
    { step: 3, value: Number.NaN },
    { step: 5, value: 0.5 },
    { step: 7, value: 0.7 },
  ]);
  const reported = told.filter(({ type }) => type === 'trial-reported');
  expect(reported.map((event) => (event as { step: number }).step)).toEqual([7, 3, 0, 5]);
  // The cost of a trial is its largest step.
  expect(s.trials[0]!.outcome?.metrics).toEqual({ steps: 7 });
});

test('what an executor reports after the outcome of a job is ignored', async () => {
  let late: JobContext['report'] | undefined;
  const executor: Executor = {
    ...reportingExecutor(),
    run: async (_, { report }) => {
      late?.(8, 8);
      late = report;
      report(1, 1);
      return { state: 'complete', values: [1] };
    },
  };
  const s = await study();
  const pruner: Pruner = { name: 'spy', decide: ({ ended }) => (seen.push(...ended), 'keep') };
  const seen: Curve[] = [];
  await s.optimize(square(), { executor, trials: 3, pruner });
  late!(9, 9);
  expect(await s.reports(1)).toEqual([{ step: 1, value: 1 }]);
  expect(await s.reports(3)).toEqual([{ step: 1, value: 1 }]);
  expect(seen.every(({ points }) => points.length === 1)).toBe(true);
});
