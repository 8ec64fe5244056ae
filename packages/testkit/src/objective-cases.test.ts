import { createRng, float, space, type Objective } from '@tune/core';
import { expect, test } from 'vitest';
import { objectiveCases } from './objective-cases.ts';

/** A noisy parabola whose test is without noise. */
const sound = (): Objective => {
  const parabola: Objective = {
    name: 'parabola',
    space: space({ x: float(-1, 1) }) as unknown as Objective['space'],
    direction: 'minimize',
    optimum: { value: 0, points: [{ x: 0.25 }] },
    description: 'without noise',
    evaluate: async ({ x }) => ((x as number) - 0.25) ** 2,
  };
  return {
    ...parabola,
    description: 'noisy',
    test: () => parabola,
    evaluate: async (point, context) =>
      ((await parabola.evaluate(point, context)) as number) + createRng(context.seed).next(),
  };
};

test.each(objectiveCases)('a sound one: $name', ({ name, run }) =>
  // Noise never lies below zero here, but the optimum is not met through it.
  run(name.startsWith('a known optimum') ? () => sound().test!() : sound),
);

let calls = 0;
/** Objectives with one fault each: a suite that lets one of them through tests nothing. */
const FAULTS: Readonly<Record<string, (sound: Objective) => Objective>> = {
  'has another space each time': (one) => ({
    ...one,
    space: space({ x: float(-1, 1 + ++calls) }) as unknown as Objective['space'],
  }),
  'gives NaN in a corner': (one) => ({
    ...one,
    evaluate: async (point) => Math.sqrt(0.99 - (point['x'] as number)),
  }),
  'writes into its point': (one) => ({
    ...one,
    evaluate: async (point) => ((point as { x: number }).x *= 2),
  }),
  'counts its calls': (one) => ({ ...one, evaluate: async () => ++calls }),
  'draws its chance without the seed': (one) => ({ ...one, evaluate: async () => Math.random() }),
  'mixes what runs side by side': (one) => {
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
  'overstates its optimum': (one) => ({ ...one.test!(), optimum: { value: 0.1, points: [] } }),
  'does not know where its optimum is': (one) => ({
    ...one.test!(),
    optimum: { value: 0, points: [{ x: 0.3 }] },
  }),
  'is better elsewhere': (one) => ({
    ...one.test!(),
    optimum: { value: 0.0225, points: [{ x: 0.4 }] },
  }),
  'tests in another direction': (one) => ({
    ...one,
    test: () => ({ ...one.test!(), direction: 'maximize' }),
  }),
};

test.each(Object.entries(FAULTS))('one that %s is found out', async (_, fault) => {
  const found = async () => {
    const { test: _test, optimum: _optimum, ...plain } = sound();
    const broken = () => fault({ ...plain, test: () => sound().test!() });
    for (const { run } of objectiveCases) await run(broken);
  };
  await expect(found()).rejects.toThrow();
});
