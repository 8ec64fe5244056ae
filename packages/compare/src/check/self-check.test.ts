import { createRng } from '@tune/core/plugin';
import type { Objective } from '@tune/core';
import { expect, test } from 'vitest';
import { compare } from '../compare.ts';
import { distance, uniform } from '../experiment.test-util.ts';
import { detectableDifference } from './detectable-difference.ts';
import { orderEffectOf } from './order-effect.ts';
import { differenceOf, namesWinner, type EqualRuns } from './relabel.ts';
import { selfCheck } from './self-check.ts';
import { trendOf } from './trend.ts';

const rng = createRng('self-check');

/** Runs whose chance is the same for both. */
const fairRuns = (repeats: number): EqualRuns[] =>
  Array.from({ length: repeats }, () => {
    const shared = rng.normal();
    return [shared + rng.normal(), shared + rng.normal()];
  });

const options = { rope: 1e-9, seed: 1, draws: 200 };

test('a winner is named in at most 5 % of relabelings, and less often by who looks on the way', () => {
  const { fixed, peeking } = selfCheck(fairRuns(20), { ...options, draws: 3000 });
  expect(fixed.interval.low).toBeLessThan(0.05);
  expect(fixed.share).toBeGreaterThan(0.015);
  expect(peeking.interval.low).toBeLessThan(0.05);
  expect(peeking.share).toBeGreaterThan(0.001);
});

test('fair runs are suspected in at most 5 % of checks', () => {
  const checked = Array.from({ length: 2000 }, () => fairRuns(10));
  const orders = checked.map((runs) => orderEffectOf(runs.map(differenceOf)));
  // 5 % and three standard deviations.
  expect(orders.filter(({ isSuspicious }) => isSuspicious).length).toBeLessThanOrEqual(130);
  expect(orders.filter(({ isSuspicious }) => isSuspicious).length).toBeGreaterThan(30);
  const winners = checked.filter((runs) => namesWinner(runs, 1e-9, true)).length;
  expect(winners).toBeLessThanOrEqual(130);
  const trends = checked.slice(0, 300).map((runs) =>
    trendOf(
      runs.map(([loss]) => loss),
      rng,
    ),
  );
  expect(trends.filter(({ isSuspicious }) => isSuspicious).length).toBeLessThanOrEqual(9);
});

/** The losses of random, compared with itself, by who is evaluated first. */
async function runsOn(objective: Objective, repeats = 12): Promise<EqualRuns[]> {
  const contenders = ['random', 'random (2)'].map((label) => ({ label, strategy: uniform() }));
  const { comparison } = await compare({ objective, contenders, trials: 4, repeats, seed: 3 });
  const [first, second] = comparison.strategies;
  return first!.best.map((value, index) => [value!, second!.best[index]!]);
}

test('an objective that favors the one that is evaluated first is noticed, a fair one is not', async () => {
  const fair = distance();
  let evaluations = 0;
  const biased: Objective = {
    ...fair,
    async evaluate(point, context) {
      const isFirst = evaluations++ % 2 === 0;
      return Number(await fair.evaluate(point, context)) - (isFirst ? 1 : 0);
    },
  };
  const noticed = selfCheck(await runsOn(biased), options);
  expect(noticed.order).toMatchObject({ isSuspicious: true });
  expect(noticed.order.firstAhead).toBeGreaterThan(0.8);
  expect(noticed.answer).toBe('better');
  const check = selfCheck(await runsOn(fair), options);
  expect(check.order.isSuspicious).toBe(false);
  expect(check.answer).not.toBe('better');
});

test('values that drift from repeat to repeat are noticed, without suspicion of the pairs', () => {
  const drifting = fairRuns(20).map(([first, second], repeat): EqualRuns => [
    first + repeat / 2,
    second + repeat / 2,
  ]);
  const { trend, order, correlation } = selfCheck(drifting, options);
  expect(trend.isSuspicious).toBe(true);
  expect(trend.correlation).toBeGreaterThan(0.5);
  expect(order.isSuspicious).toBe(false);
  expect(correlation).toBeGreaterThan(0.8);
});

test('ties, missing values and what the repeats can find are told', () => {
  const runs: EqualRuns[] = [
    ...Array.from({ length: 6 }, (): EqualRuns => [1, 1]),
    ...[
      [1, 2],
      [2, 1],
      [1, 3],
      [Infinity, 1],
      [Infinity, Infinity],
    ].map((one) => one as unknown as EqualRuns),
  ];
  const check = selfCheck(runs, options);
  expect(check).toMatchObject({ repeats: 11, draws: 200, ties: 7, withoutValue: 2 });
  expect(JSON.parse(JSON.stringify(check))).toEqual(check);
  const wide = selfCheck(fairRuns(20), options);
  expect(wide.spread).toBeGreaterThan(0.8);
  expect(wide.detectable! / wide.spread!).toBeGreaterThan(0.3);
  expect(wide.detectable! / wide.spread!).toBeLessThan(1.5);
  expect(
    selfCheck(
      Array.from({ length: 8 }, () => [1, 1] as const),
      options,
    ),
  ).toMatchObject({
    ...{ ties: 8, spread: 0, correlation: null, detectable: null, answer: 'equal' },
    fixed: { share: 0 },
  });
});

test('what the repeats are said to find is what they find', () => {
  const shares = Array.from({ length: 10 }, () => {
    const differences = fairRuns(15).map(differenceOf);
    const shift = detectableDifference(differences, options.rope, rng)!;
    const found = Array.from({ length: 100 }, () =>
      namesWinner(
        fairRuns(15).map(([first, second]): EqualRuns => [first - shift, second]),
        options.rope,
        true,
      ),
    );
    return found.filter(Boolean).length / 100;
  });
  const mean = shares.reduce((sum, share) => sum + share / 10, 0);
  expect(mean).toBeGreaterThan(0.65);
  expect(mean).toBeLessThan(0.92);
});

test('one repeat is not enough', () => {
  expect(() => selfCheck([[1, 2]], options)).toThrow(
    expect.objectContaining({ code: 'COMPARE_DESIGN_INVALID' }),
  );
});
