import { expect, test } from 'vitest';
import { float, space, type Objective, type Report } from '../index.ts';
import { evaluateJob } from './evaluate.ts';

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

test('a number or a list of one number is complete, also when it comes at once', async () => {
  const complete = { state: 'complete', values: [0.5] };
  expect(await evaluate(() => 0.5)).toEqual(complete);
  expect(await evaluate(async () => 0.5)).toEqual(complete);
  expect(await evaluate(() => [0.5])).toEqual(complete);
});

test.each<[unknown, string]>([
  [Number.NaN, 'the objective returned NaN, not a finite number'],
  [-Infinity, 'the objective returned -Infinity, not a finite number'],
  [undefined, 'the objective returned undefined, not a finite number'],
  ['1', 'the objective returned "1", not a finite number'],
  [[], 'the objective returned an empty list, not a finite number'],
  [[1, 2, 3], 'the objective returned 3 values, but there is one direction'],
])('returning %j is a failure', async (value, reason) => {
  expect(await evaluate(() => value as never)).toEqual({ state: 'failed', reason });
});

const circle: { self?: unknown } = {};
circle.self = circle;

test.each([
  [circle, 'the objective threw [object Object]'],
  [1n, 'the objective threw 1n'],
  [undefined, 'the objective threw undefined'],
  [{ code: 7 }, 'the objective threw {"code":7}'],
  ['no luck', 'no luck'],
  [new RangeError('too far'), 'too far'],
  [new RangeError(), 'RangeError'],
])('everything that is thrown is a reason: %#', async (thrown, reason) => {
  const outcome = await evaluate(async () => {
    throw thrown;
  });
  expect(outcome).toMatchObject({ state: 'failed', reason });
  expect('stack' in outcome).toBe(thrown instanceof Error);
});

test('a symbol and what cannot be shown are reasons too', async () => {
  const strange = { toString: () => circle, toJSON: () => 1n };
  const broken = Object.defineProperty(new Error('x'), 'message', {
    get: () => {
      throw new Error('y');
    },
  });
  for (const thrown of [Symbol('why'), strange, broken]) {
    const outcome = await evaluate(() => {
      throw thrown;
    });
    expect(outcome).toMatchObject({ state: 'failed' });
    expect((outcome as { reason: unknown }).reason).toMatch(/^the objective threw /);
  }
});

test('an objective that stops because it was told to is cancelled', async () => {
  const controller = new AbortController();
  const context = { signal: controller.signal, report: () => undefined };
  const stopping = objective(async (_, { signal }) => {
    controller.abort('enough');
    signal.throwIfAborted();
    return 1;
  });
  expect(await evaluateJob(stopping, job, context)).toEqual({
    ...{ state: 'cancelled', reason: 'enough' },
  });
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

test('ignores reports after the trial has ended', async () => {
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

test('what an objective does to its point does not change the trial', async () => {
  await evaluate(async (point) => {
    (point as { x: number }).x = 7;
    return 1;
  });
  expect(job.point).toEqual({ x: 0.5 });
});
