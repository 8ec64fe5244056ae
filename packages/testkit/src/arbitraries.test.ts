import { historyOf } from '@tune/core/plugin';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histories, points, spaces } from './arbitraries.ts';

test('points lie in their space, and histories can be told to a strategy', () => {
  const drawn = spaces().chain((space) =>
    fc.tuple(fc.constant(space), points(space), histories(space)),
  );
  fc.assert(
    fc.property(drawn, ([space, point, trials]) => {
      expect(space.faults(point)).toEqual([]);
      for (const trial of trials) expect(space.faults(trial.point)).toEqual([]);
      const { ended, pending } = historyOf(trials, 'minimize');
      expect(ended.length + pending.length).toBe(trials.length);
      expect(JSON.parse(JSON.stringify(trials))).toHaveLength(trials.length);
    }),
  );
});

test('some spaces are conditional, some constrained, and each kind can be left out', () => {
  const sample = fc.sample(spaces(), { numRuns: 200, seed: 1 });
  const isConditional = ({ columns }: (typeof sample)[number]) =>
    columns.some(({ parent }) => parent !== undefined);
  expect(sample.some(isConditional)).toBe(true);
  expect(sample.some(({ constraints }) => constraints.length > 0)).toBe(true);
  const plain = fc.sample(spaces({ conditional: false, constrained: false }), 100);
  expect(plain.some((space) => isConditional(space) || space.constraints.length > 0)).toBe(false);
});
