import type { Comparison } from '@tune/compare';
import { expect, expectTypeOf, test } from 'vitest';
import './vitest.ts';

declare const comparison: Comparison;

test('the matchers have types in vitest', () => {
  const { toHaveWinner, toReach } = expect(comparison);
  expectTypeOf(toHaveWinner).parameter(0).toEqualTypeOf<string>();
  expectTypeOf(toReach).parameter(0).toEqualTypeOf<number>();
  expect(comparison).not.toBeBetterThan('random', { probability: 0.9 });
  // @ts-expect-error  a strategy is named by its label
  expect(comparison).toHaveWinner(1);
  // @ts-expect-error  a probability is a number
  expect(comparison).toHaveWinner('bayes', { probability: '0.9' });
});
