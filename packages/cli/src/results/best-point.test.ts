import type { Comparison, StrategySummary } from '@tune/compare';
import { expect, test } from 'vitest';
import { bestPointOf } from './best-point.ts';

/** A strategy with the choice of each repeat; the point says which one it is. */
const strategy = (name: string, values: readonly (number | null)[]) =>
  ({
    name,
    values,
    choices: values.map((value, index) => value && { point: { x: index }, search: value }),
  }) as unknown as StrategySummary;

const comparison = (...strategies: readonly StrategySummary[]) =>
  ({ strategies, leader: strategies[0]!.name, direction: 'minimize' }) as unknown as Comparison;

test('the best point is the best of all strategies, not that of the leader', () => {
  const found = bestPointOf(comparison(strategy('bayes', [2, 3]), strategy('random', [9, 1])));
  expect(found).toMatchObject({ label: 'random', repeat: 2, point: { x: 1 }, value: 1 });
});

test('of equally good points that of the leader is taken', () => {
  const all = comparison(strategy('bayes', [2, 1]), strategy('random', [1, 1]));
  expect(bestPointOf(all)).toMatchObject({ label: 'bayes', repeat: 2 });
  expect(bestPointOf({ ...all, leader: 'random' })).toMatchObject({ label: 'random', repeat: 1 });
});

test('a repeat without a value has no best point', () => {
  expect(bestPointOf(comparison(strategy('bayes', [null]), strategy('random', [4])))).toMatchObject(
    { label: 'random' },
  );
  expect(bestPointOf(comparison(strategy('bayes', [null])))).toBeUndefined();
});
