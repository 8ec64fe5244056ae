import { compare, summarizeProblems, type Comparison } from '@tune/compare';
import { float, space, type Objective, type Strategy } from '@tune/core';
import { describe, expect, test } from 'vitest';
import { comparisonMatchers } from './comparison-matchers.ts';
import './vitest.ts';

/** Draws around a center; the objective is the distance from 0.5. */
const around = (center: number): Strategy => ({
  name: 'around',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ space, rng }) => [{ point: space.decode([center + 0.1 * (rng.next() - 0.5)]) }],
});

const objective: Objective = {
  name: 'distance',
  space: space({ x: float(0, 1) }),
  direction: 'minimize',
  evaluate: ({ x }) => Math.abs((x as number) - 0.5),
};

async function comparisonOf(repeats: number, far = 0.9): Promise<Comparison> {
  const contenders = [
    { label: 'near', strategy: around(0.5) },
    { label: 'far', strategy: around(far) },
  ];
  return (await compare({ objective, contenders, trials: 3, repeats, seed: 1 })).comparison;
}

const decided = await comparisonOf(8);
const open = await comparisonOf(3);

/** What a failed assertion says. */
function messageOf(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  return 'it passed';
}

describe('of a decided comparison', () => {
  test('what holds passes', () => {
    expect(decided).toHaveWinner('near');
    expect(decided).toHaveWinner('near', { probability: 0.5 });
    expect(decided).toBeBetterThan('far');
    expect(decided).toReach(0.1);
    expect(decided).toReach(0.5, { strategy: 'far' });
  });

  test('what does not hold passes with not', () => {
    expect(decided).not.toHaveWinner('far');
    expect(decided).not.toBeBetterThan('near');
    expect(decided).not.toReach(0.1, { strategy: 'far' });
  });

  test('what does not hold fails, and says by how much', () => {
    const message = messageOf(() => expect(decided).toHaveWinner('far'));
    expect(message).toMatch(/^expected to hold: far is the winner; it does not\.\n/);
    expect(message).toMatch(/near is better: far is 0\.\d+ above near \(95 %: .* after 8 repeats/);
    expect(message).toMatch(/medians of 8 repeats: near 0\.\d+, far 0\.\d+$/);
    const opposite = messageOf(() => expect(decided).not.toHaveWinner('near'));
    expect(opposite).toMatch(/^expected not to hold: near is the winner; it does\.\n/);
  });
});

test('where the repeats do not tell yet, neither passes, and it says what it would take', () => {
  for (const assertion of [
    () => expect(open).toHaveWinner('near'),
    () => expect(open).not.toHaveWinner('near'),
    () => expect(open).toBeBetterThan('far'),
    () => expect(open).not.toBeBetterThan('far'),
  ]) {
    expect(messageOf(assertion)).toMatch(/cannot be told yet[^]*about \d+ more repeats would tell/);
  }
});

test('a probability that is not sure yet says how many repeats it would take', () => {
  const message = messageOf(() => expect(decided).toHaveWinner('near', { probability: 0.95 }));
  expect(message).toMatch(/near is ahead of far in 1 of 8 repeats.*about 65 more repeats/);
});

test('what is no comparison fails with and without not; so does a strategy that took no part', () => {
  expect(messageOf(() => expect({}).toHaveWinner('near'))).toContain('expected a comparison');
  expect(messageOf(() => expect({}).not.toHaveWinner('near'))).toContain('expected a comparison');
  expect(() => expect(decided).toHaveWinner('other')).toThrow('one of near, far');
  expect(() => expect(decided).not.toHaveWinner('other')).toThrow('one of near, far');
});

test('several problems are judged together', () => {
  const both = summarizeProblems([decided, decided]);
  expect(both).toHaveWinner('near');
  expect(messageOf(() => expect(both).toHaveWinner('far'))).toMatch(
    /near is better[^]*average ranks on 2 problems: near 1, far 2$/,
  );
});

test('a runner that calls matchers as jest does gets the same', () => {
  const { toHaveWinner } = comparisonMatchers;
  const state = { isNot: false, equals: () => false, utils: {} };
  expect(toHaveWinner.call(state, decided, 'near').pass).toBe(true);
  expect(toHaveWinner.call(state, open, 'near').pass).toBe(false);
  expect(toHaveWinner.call({ ...state, isNot: true }, open, 'near').pass).toBe(true);
  expect(toHaveWinner.call(undefined, decided, 'far').message()).toContain('near is better');
});
