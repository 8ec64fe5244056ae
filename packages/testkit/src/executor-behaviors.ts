import { fail } from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import {
  categorical,
  defineObjective,
  float,
  type EvaluateContext,
  type Objective,
  type Values,
} from '@tune/core';

/** One way for an evaluation to behave. */
export type Behavior = (
  point: { readonly x: number },
  context: EvaluateContext,
) => number | Values | Promise<number | Values>;

/** Longer than any test. */
const FOREVER_MS = 600_000;

/** An error that throws when it is looked at. */
const hostileError = (): Error => new Proxy(new Error('x'), { get: () => fail('do not look') });

let evaluations = 0;
let lateReport: EvaluateContext['report'] | undefined;

/** The behaviors that the executor suite asks for, by name. */
export const executorBehaviors: Readonly<Record<string, Behavior>> = {
  value: async ({ x }) => x,
  sync: ({ x }) => x,
  list: async ({ x }) => [x],
  three: () => [1, 2, 3],
  report: async ({ x }, { report }) => {
    report(1, x / 2, 2);
    report(2, x);
    return x;
  },
  'report-nan': async ({ x }, { report }) => {
    report(1, Number.NaN);
    return x;
  },
  'report-text': async ({ x }, { report }) => {
    report(1, '0.5' as unknown as number);
    return x;
  },
  'report-many': async ({ x }, { report }) => {
    for (let step = 1; step <= 20_000; step++) report(step, step);
    return x;
  },
  /** Goes on reporting for half a second, whatever its signal says. */
  'report-on': async ({ x }, { report }) => {
    for (let step = 0; step < 50; step++) {
      report(step, step);
      await wait(10);
    }
    return x;
  },
  /** Keeps its report function, so that `report-late` can call it after the end. */
  'keep-report': async ({ x }, { report }) => {
    lateReport = report;
    return x;
  },
  'report-late': async ({ x }, { report }) => {
    lateReport?.(9, 9);
    report(1, x);
    return x;
  },
  seed: async (_, { seed }) => seed,
  /** Says that it took 40 seconds, wherever that was. */
  spent: async ({ x }, { spent }) => {
    spent?.(40);
    return x;
  },
  fidelity: async (_, { fidelity }) => fidelity ?? -1,
  throw: () => Promise.reject(new TypeError('it diverged')),
  'throw-sync': () => fail('it diverged at once'),
  'throw-object': () => Promise.reject({ code: 7 } as unknown as Error),
  'throw-long': () => Promise.reject(new Error('m'.repeat(8_000_000))),
  'throw-hostile': () => Promise.reject(hostileError()),
  nan: async () => Number.NaN,
  text: async ({ x }) => x.toFixed(2) as unknown as number,
  nothing: async () => undefined as unknown as number,
  /** How many evaluations of this behavior the process has begun. */
  count: async () => ++evaluations,
  slow: async ({ x }) => wait(50, x),
  /** Reports, then waits until its signal aborts. */
  wait: (_, { signal, report }) => {
    report(0, 0);
    return wait(FOREVER_MS, 1, { signal });
  },
  /** Reports, then waits whatever its signal says. */
  deaf: (_, { report }) => {
    report(0, 0);
    return wait(FOREVER_MS, 1, { ref: false });
  },
};

/** An objective that behaves as the field `behavior` of its point says. */
export function behaving(behaviors: Readonly<Record<string, Behavior>>): Objective {
  let setups = 0;
  return defineObjective({
    name: 'behaviors',
    space: { x: float(0, 1), behavior: categorical(Object.keys(behaviors)) },
    setup: async () => [{ label: 'set-ups', value: String(++setups) }],
    evaluate: ({ x, behavior }, context) => behaviors[behavior]!({ x }, context),
  }) as unknown as Objective;
}
