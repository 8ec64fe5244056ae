import { setTimeout as wait } from 'node:timers/promises';
import { categorical, float, space, type EvaluateContext, type Objective } from '@tune/core';

export type Behavior = (point: { readonly x: number }, context: EvaluateContext) => Promise<number>;

/** What an evaluation of the executor suite does, by the name that its point asks for. */
export const executorBehaviors: Readonly<Record<string, Behavior>> = {
  value: async ({ x }) => x,
  report: async ({ x }, { report }) => {
    report(1, x / 2, 2);
    report(2, x);
    return x;
  },
  'report-nan': async ({ x }, { report }) => {
    report(1, Number.NaN);
    return x;
  },
  'report-late': async ({ x }, { report }) => {
    setTimeout(() => report(9, 9), 10);
    return x;
  },
  seed: async (_, { seed }) => seed,
  fidelity: async (_, { fidelity }) => fidelity ?? -1,
  throw: () => Promise.reject(new TypeError('it diverged')),
  nan: async () => Number.NaN,
  nothing: async () => undefined as unknown as number,
  wait: (_, { signal, report }) => {
    report(0, 0);
    return wait(600_000, 1, { signal });
  },
  slow: async ({ x }) => wait(50, x),
  deaf: async () => wait(600_000, 1),
};

/** The objective that does whatever the field `behavior` of its point asks for. */
export const behaving = (behaviors: Readonly<Record<string, Behavior>>): Objective => ({
  name: 'behaviors',
  direction: 'minimize',
  space: space({ x: float(0, 1), behavior: categorical(Object.keys(behaviors)) }),
  evaluate: (point, context) =>
    behaviors[String(point['behavior'])]!({ x: point['x'] as number }, context),
});
