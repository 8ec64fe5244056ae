import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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
  [null, 'the objective returned null, not a finite number'],
  [true, 'the objective returned true, not a finite number'],
  [{ loss: 1 }, 'the objective returned {"loss":1}, not a finite number'],
  [[], 'the objective returned an empty list, not a finite number'],
  [[1, 2, 3], 'the objective returned 3 values, but there is one direction'],
])('returning %j is a failure', async (value, reason) => {
  expect(await evaluate(() => value as never)).toEqual({ state: 'failed', reason });
});

const fault = (): never => {
  throw new Error('do not look');
};

/** A proxy that throws whatever is done with it. */
const hostile = (of: object = {}): object =>
  new Proxy(of, { get: fault, getPrototypeOf: fault, ownKeys: fault, has: fault });

/** An error whose field has a getter that throws. */
const withGetter = (field: string) => Object.defineProperty(new Error('x'), field, { get: fault });

test.each<[string, unknown, RegExp]>([
  ['text', '0.5', /returned "0.5", .*convert it with Number/],
  ['long text', '0'.repeat(1e6), /returned "0+\.\.\. \(cut: 1000002 characters\), .*Number/],
  ['a BigInt', 5n, /returned 5n, .*BigInt: convert it with Number/],
  ['a Number object', Object(1), /an object of the class Number, .*convert it with Number/],
  ['a Date', new Date(0), /an object of the class Date, .*convert it with Number/],
  ['a typed array', new Float32Array(3), /the class Float32Array of 3, .*give one of its numbers/],
  ['a list of lists', [[1, 2]], /returned a list of 2, .*give one of its numbers/],
  ['a function', () => 1, /returned a function, not a finite number$/],
  ['a symbol', Symbol('s'), /returned a symbol, not a finite number$/],
  ['an object that cannot be shown', [hostile()], /something that cannot be shown, not a/],
])('returning %s fails the trial, and the reason says what came', async (_, value, reason) => {
  const outcome = await evaluate(() => value as never);
  expect(outcome).toMatchObject({ state: 'failed' });
  expect((outcome as { reason: string }).reason).toMatch(reason);
  expect((outcome as { reason: string }).reason.length).toBeLessThan(250);
});

test('returning a list of a promise fails the trial, and its rejection is not unhandled', async () => {
  const outcome = await evaluate(() => [Promise.reject(new Error('late'))] as never);
  expect((outcome as { reason: string }).reason).toMatch(/the class Promise, .*await it/);
});

test('-0 is 0', async () => {
  expect(await evaluate(() => -0)).toEqual({ state: 'complete', values: [0] });
});

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

class Misnamed extends Error {
  override get name(): string {
    return fault();
  }
}

const cyclic = new Error('around');
cyclic.cause = cyclic;

test.each<[string, unknown]>([
  ['a message that is a number', Object.assign(new Error(), { message: 7 })],
  ['a message that is an object', Object.assign(new Error(), { message: { code: 7 } })],
  ['a message that is a hostile object', Object.assign(new Error(), { message: hostile() })],
  ['a message that is null', Object.assign(new Error(), { message: null })],
  ['a message that is undefined', Object.assign(new Error(), { message: undefined })],
  ['a message that is a symbol', Object.assign(new Error(), { message: Symbol('s') })],
  ['a message that is a BigInt', Object.assign(new Error(), { message: 1n })],
  ['a message whose toString throws', Object.assign(new Error(), { message: { toString: fault } })],
  ['a message that throws', withGetter('message')],
  ['a name that throws', withGetter('name')],
  ['a name that throws, of its class', new Misnamed()],
  ['a stack that throws', withGetter('stack')],
  ['a code that throws', Object.defineProperty(withGetter('code'), 'name', { value: 'TuneError' })],
  ['a stack that is an object', Object.assign(new Error('x'), { stack: { a: 1 } })],
  ['a cyclic cause', cyclic],
  ['no prototype', Object.create(null)],
  ['a hostile proxy', hostile()],
  ['a hostile proxy of an error', hostile(new Error('x'))],
  ['a revoked proxy', revoked()],
  ['a hostile tag', Object.defineProperty({}, Symbol.toStringTag, { get: fault })],
  ['a hostile toJSON', { toJSON: fault, toString: fault }],
  ['null', null],
  ['empty text', ''],
  ['a function', () => 1],
])('throwing %s makes one failed trial with a plain reason', async (_, thrown) => {
  for (const body of [() => Promise.reject(thrown as Error), () => fail(thrown)]) {
    const outcome = await evaluate(body);
    expect(outcome).toMatchObject({ state: 'failed' });
    const { reason, stack = '' } = outcome as { reason: unknown; stack?: unknown };
    expect(typeof stack).toBe('string');
    expect(typeof reason).toBe('string');
    expect(reason).not.toBe('');
  }
});

function fail(thrown: unknown): never {
  throw thrown;
}

test('a message of megabytes is cut, and its stack keeps its frames', async () => {
  const outcome = await evaluate(() => fail(new RangeError('m'.repeat(8_000_000))));
  const { reason, stack } = outcome as { reason: string; stack: string };
  expect(reason).toMatch(/^m+\.\.\. \(cut: 8000000 characters\)$/);
  expect(reason).toHaveLength(65_536);
  expect(stack).toMatch(/^RangeError: m+\.\.\. \(cut: 8000000 characters\)\n\s+at /);
  expect(stack.length).toBeLessThan(65_536);
});

test('a cut reason does not keep the whole text in memory', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const outcomes = [];
  for (let trial = 0; trial < 10; trial++) {
    outcomes.push(await evaluate(() => fail(new Error(`${trial}${'m'.repeat(4_000_000)}`))));
  }
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(8_000_000);
  expect(outcomes).toHaveLength(10);
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
  [1, 1n],
  [1, Object(1)],
  [1, [1]],
  [Number.NaN, 1],
  [-1, 1],
  [0.5, 1],
  [1e308, 1],
  [2 ** 53, 1],
  ['1', 1],
])('report(%o, %o) fails the trial, and is not passed on', async (step, value) => {
  for (const isCaught of [false, true]) {
    const reports: Report[] = [];
    const outcome = await evaluate(
      async (_, context) => {
        try {
          (context.report as (...given: unknown[]) => void)(step, value);
        } catch (error) {
          if (!isCaught) throw error;
        }
        return 1;
      },
      (report) => reports.push(report),
    );
    expect(outcome).toMatchObject({ state: 'failed' });
    expect((outcome as { reason: string }).reason).toMatch(/report\(step, value\)/);
    expect(reports).toEqual([]);
  }
});

test('a hostile report fails the trial', async () => {
  const outcome = await evaluate((_, { report }) => {
    report(hostile() as never, hostile() as never);
    return 1;
  });
  expect((outcome as { reason: string }).reason).toMatch(/got report\(something, something\)/);
});

test('a report of text says how to convert it', async () => {
  const outcome = await evaluate((_, { report }) => {
    report(1, '0.5' as never);
    return 1;
  });
  expect((outcome as { reason: string }).reason).toBe(
    'Expected report(step, value) with a whole step from 0 to 2^53 - 1 and a number as value from the objective "o", but got report(1, "0.5"); it is text: convert it with Number(...).',
  );
});

test('an objective may say how long its evaluation really took, whatever came of it', async () => {
  const outcome = await evaluate((_, { spent }) => {
    spent!(3);
    spent!(2.5);
    return 1;
  });
  expect(outcome).toEqual({ state: 'complete', values: [1], seconds: 2.5 });
  const failed = await evaluate((_, { spent }) => {
    spent!(0);
    throw new RangeError('boom');
  });
  expect(failed).toMatchObject({ state: 'failed', reason: 'boom', seconds: 0 });
  expect(await evaluate(() => 1)).not.toHaveProperty('seconds');
});

test.each([-1, Number.NaN, Infinity, '3', undefined, null, [3]])(
  'seconds of %j fail the trial, even if the error is caught',
  async (seconds) => {
    const outcome = await evaluate((_, { spent }) => {
      try {
        spent!(seconds as number);
      } catch {
        return 1;
      }
      return 2;
    });
    expect(outcome).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('Expected spent(seconds) with a number of at least 0'),
    });
  },
);

test('an invalid duration is OBJECTIVE_SECONDS_INVALID for the objective', async () => {
  let code: string | undefined;
  await evaluate((_, { spent }) => {
    try {
      spent!(-1);
    } catch (error) {
      code = (error as { code: string }).code;
    }
    return 1;
  });
  expect(code).toBe('OBJECTIVE_SECONDS_INVALID');
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
