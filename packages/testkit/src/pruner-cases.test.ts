import type { Curve, Pruner } from '@tune/core';
import { expect, test } from 'vitest';
import { prunerCases } from './pruner-cases.ts';

const lastOf = ({ points }: Curve): number => points.at(-1)!.loss;

/** Stops a trial that is worse than half of the others at its step. */
const sound = (): Pruner => ({
  name: 'half',
  decide(history, trial) {
    const { step } = trial.points.at(-1)!;
    const losses = history.measures(step, ({ points }) => {
      const reached = points.findLast((point) => point.step <= step);
      return reached?.loss;
    });
    return lastOf(trial) > (losses[losses.length >> 1] ?? Infinity) ? 'stop' : 'keep';
  },
});

test.each(prunerCases)('a sound pruner: $name', ({ run }) => run(sound));

/** Pruners with one fault each, and the case that has to find it. */
const FAULTS: Readonly<Record<string, readonly [string, () => Pruner]>> = {
  'has no name': ['it has a name', () => ({ ...sound(), name: '' })],
  'says nothing': ['it has a name', () => ({ ...sound(), decide: () => undefined as never })],
  'does not take NaN': [
    'NaN, gaps',
    () => ({
      ...sound(),
      decide(history, trial) {
        if (trial.points.every(({ loss }) => loss === Infinity)) throw new RangeError('no loss');
        return sound().decide(history, trial);
      },
    }),
  ],
  'counts up to the step': [
    'NaN, gaps',
    () => ({
      ...sound(),
      decide: (_, { points }) => (new Array(points.at(-1)!.step).length > 5 ? 'stop' : 'keep'),
    }),
  ],
  'sorts the curve in place': [
    'NaN, gaps',
    () => ({
      ...sound(),
      decide(_, { points }) {
        (points as unknown as { loss: number }[]).sort((a, b) => a.loss - b.loss);
        return 'keep';
      },
    }),
  ],
  'remembers what it was asked': [
    'a decision follows',
    () => {
      let asked = 0;
      return { ...sound(), decide: () => (++asked % 3 === 0 ? 'stop' : 'keep') };
    },
  ],
  'measures others by the trial that is judged': [
    'what it measures',
    () => ({
      ...sound(),
      decide(history, trial) {
        const better = history.measures('better', (curve) =>
          curve.points.some(({ loss }) => loss < lastOf(trial)) ? 1 : undefined,
        );
        return better.length > 4 ? 'stop' : 'keep';
      },
    }),
  ],
};

test.each(Object.entries(FAULTS))('a pruner that %s fails its case', async (_, [name, make]) => {
  const [found, ...others] = prunerCases.filter((one) => one.name.startsWith(name));
  expect(others).toEqual([]);
  await expect(found!.run(make)).rejects.toThrow();
});
