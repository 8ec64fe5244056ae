import { expect, test } from 'vitest';
import { evaluateJob } from './evaluate.ts';
import { float, space, type Objective, type Report } from './index.ts';

const objective = (evaluate: Objective['evaluate']): Objective => ({
  name: 'o',
  space: space({ x: float(0, 1) }),
  direction: 'minimize',
  evaluate,
});
const { signal } = new AbortController();
const job = { point: { x: 0.5 }, seed: 1 };
const evaluate = (body: Objective['evaluate'], report: (r: Report) => void = () => undefined) =>
  evaluateJob(objective(body), job, {
    signal,
    report: (step, value) => report({ step, value }),
  });

const circle: { self?: unknown } = {};
circle.self = circle;

test.each([
  [circle, '[object Object]'],
  [1n, '1n'],
  [undefined, 'undefined'],
  [Symbol('why'), '[object Symbol]'],
  [{ code: 7 }, '{"code":7}'],
])('whatever is thrown is a reason: %#', async (thrown, spelled) => {
  const outcome = await evaluate(async () => {
    throw thrown;
  });
  expect(outcome).toMatchObject({ state: 'failed' });
  expect((outcome as { reason: string }).reason).toMatch(/^the objective threw /);
  if (typeof thrown !== 'symbol') {
    expect((outcome as { reason: string }).reason).toBe(`the objective threw ${spelled}`);
  }
});

test.each([
  [1, undefined],
  [1, '0.5'],
  [Number.NaN, 1],
  [-1, 1],
  ['1', 1],
])('report(%s, %s) fails the trial, and is not passed on', async (step, value) => {
  const reports: Report[] = [];
  const outcome = await evaluate(
    async (_, context) => {
      (context.report as (...given: unknown[]) => void)(step, value);
      return 1;
    },
    (report) => reports.push(report),
  );
  expect(outcome).toMatchObject({ state: 'failed' });
  expect((outcome as { reason: string }).reason).toMatch(/report\(step, value\)/);
  expect(reports).toEqual([]);
});

test('what is reported after the end is dropped, good or bad', async () => {
  const reports: Report[] = [];
  let late: ((...given: unknown[]) => void) | undefined;
  await evaluate(
    async (_, { report }) => {
      report(1, 0.1);
      late = report as typeof late;
      return 1;
    },
    (report) => reports.push(report),
  );
  late!(2, 0.2);
  late!('bad');
  expect(reports).toEqual([{ step: 1, value: 0.1 }]);
});

test('an objective may do with its point what it likes', async () => {
  await evaluate(async (point) => {
    (point as { x: number }).x = 7;
    return 1;
  });
  expect(job.point).toEqual({ x: 0.5 });
});
