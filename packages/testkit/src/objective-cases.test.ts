import { float, space, type Objective } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { expect, test } from 'vitest';
import { objectiveCases } from './objective-cases.ts';

/** A noisy parabola whose held-out test has no noise. */
const sound = (): Objective => {
  const parabola: Objective = {
    name: 'parabola',
    version: '1',
    options: { at: 0.25 },
    space: space({ x: float(-1, 1) }) as unknown as Objective['space'],
    direction: 'minimize',
    optimum: { value: 0, points: [{ x: 0.25 }] },
    description: 'without noise',
    setup: async () => [{ label: 'noise', value: 'uniform', affectsResults: true }],
    evaluate: ({ x }) => ((x as number) - 0.25) ** 2,
  };
  return {
    ...parabola,
    description: 'noisy',
    test: () => parabola,
    evaluate: async (point, context) => [
      ((await parabola.evaluate(point, context)) as number) + createRng(context.seed).next(),
    ],
  };
};

test.each(objectiveCases)('a sound objective: $name', ({ name, run }) =>
  // The noise hides the optimum, which only the held-out test reaches.
  run(name.startsWith('a known optimum') ? () => sound().test!() : sound),
);

let calls = 0;
/** Objectives with one fault each, and the case that has to find it. */
const FAULTS: Readonly<Record<string, readonly [string, (sound: Objective) => Objective]>> = {
  'has another space each time': [
    'two objectives made alike',
    (one) => ({
      ...one,
      space: space({ x: float(-1, 1 + ++calls) }) as unknown as Objective['space'],
    }),
  ],
  'has other options each time': [
    'two objectives made alike',
    (one) => ({ ...one, options: { at: ++calls } }),
  ],
  'has options that are not JSON': [
    'two objectives made alike',
    (one) => ({ ...one, options: { at: Number.NaN } }),
  ],
  'returns NaN in a corner': [
    'every point of the space',
    (one) => ({ ...one, evaluate: ({ x }) => Math.sqrt(0.99 - (x as number)) }),
  ],
  'returns two values': ['every point of the space', (one) => ({ ...one, evaluate: () => [1, 2] })],
  'writes into its point': [
    'every point of the space',
    (one) => ({ ...one, evaluate: (point) => ((point as { x: number }).x *= 2) }),
  ],
  'returns infos that are not text': [
    'every point of the space',
    (one) => ({ ...one, setup: async () => [{ label: 'threads', value: 2 as never }] }),
  ],
  'counts its calls': ['a value depends on', (one) => ({ ...one, evaluate: () => ++calls })],
  'draws noise without the seed': [
    'a value depends on',
    (one) => ({ ...one, evaluate: async () => Math.random() }),
  ],
  'mixes evaluations that run side by side': [
    'a value depends on',
    (one) => {
      let last: unknown;
      return {
        ...one,
        evaluate: async ({ x }) => {
          last = x;
          await new Promise((resolve) => setTimeout(resolve, 1));
          return last as number;
        },
      };
    },
  ],
  'does not hear that it is aborted': [
    'an evaluation whose signal aborts',
    (one) => {
      let calls = 0;
      return {
        ...one,
        evaluate: (point, context) =>
          ++calls === 2 ? new Promise(() => undefined) : one.evaluate(point, context),
      };
    },
  ],
  'overstates its optimum': [
    'a known optimum',
    (one) => ({ ...one.test!(), optimum: { value: 0.1, points: [] } }),
  ],
  'names another place for its optimum': [
    'a known optimum',
    (one) => ({ ...one.test!(), optimum: { value: 0, points: [{ x: 0.3 }] } }),
  ],
  'is better elsewhere': [
    'a known optimum',
    (one) => ({ ...one.test!(), optimum: { value: 0.0225, points: [{ x: 0.4 }] } }),
  ],
  'tests in another direction': [
    'the held-out test',
    (one) => ({ ...one, test: () => ({ ...one.test!(), direction: 'maximize' }) }),
  ],
};

test.each(Object.entries(FAULTS))(
  'an objective that %s fails its case',
  async (_, [name, fault]) => {
    const { optimum: _optimum, ...plain } = sound();
    const [found, ...others] = objectiveCases.filter((one) => one.name.startsWith(name));
    expect(others).toEqual([]);
    await expect(found!.run(() => fault(plain))).rejects.toThrow();
  },
);
