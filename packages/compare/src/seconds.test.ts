import { defineObjective, float, memoryStorage, type Strategy } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import type { Design } from './design.ts';
import { distance, uniform } from './experiment.test-util.ts';
import { summarize } from './summary.ts';

let evaluated = 0;

/** A table: each value was measured in ten seconds, elsewhere. */
const recorded = defineObjective({
  name: 'recorded',
  isolation: 'none',
  space: { x: float(0, 1) },
  evaluate({ x }, { spent }) {
    evaluated += 1;
    spent?.(10);
    return (x - 0.3) ** 2;
  },
});

/** Comes closer with every trial: by half, or by a tenth. */
const closer = (name: string, factor: number): Strategy => ({
  name,
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ history, count }) =>
    Array.from({ length: count }, (_, index) => ({
      point: { x: 0.3 + 0.5 * factor ** (history.ended.length + index) },
    })),
});

const design: Design = {
  objective: recorded as unknown as Design['objective'],
  contenders: [
    { label: 'fast', strategy: closer('fast', 0.5) },
    { label: 'slow', strategy: closer('slow', 0.9) },
  ],
  ...{ trials: 100, repeats: 3, seed: 1 },
};

test('a comparison by seconds spends the recorded ones, and its curves are in them', async () => {
  const storage = memoryStorage();
  const timed = { ...design, seconds: 45 };
  evaluated = 0;
  const { comparison, isComplete } = await compare(timed, { storage });
  expect(isComplete).toBe(true);
  expect(comparison.seconds).toBe(45);
  // Begun after 0, 10, 20, 30 and 40 seconds.
  expect(evaluated).toBe(2 * 3 * 5);
  for (const { measured, evaluateSeconds, curve } of comparison.strategies) {
    expect(measured).toBe(15);
    expect(evaluateSeconds).toBe(150);
    expect(curve.costs.at(-1)).toBeGreaterThanOrEqual(50);
    expect(curve.costs.at(-1)).toBeLessThan(52);
  }
  const [fast, slow] = comparison.strategies;
  expect(comparison.leader).toBe('fast');
  expect(fast!.secondsToTarget! / slow!.secondsToTarget!).toBeLessThan(0.5);
  expect(comparison.verdict.pairs[0]!.costRatio!.estimate).toBeCloseTo(2 / 5, 1);
  // More seconds run what is missing; fewer look at less of the same.
  await compare({ ...design, seconds: 65 }, { storage });
  expect(evaluated).toBe(2 * 3 * 7);
  const fewer = await compare({ ...design, seconds: 25 }, { storage });
  expect(evaluated).toBe(2 * 3 * 7);
  expect(fewer.comparison.strategies.map(({ measured }) => measured)).toEqual([9, 9]);
  expect(fewer.isComplete).toBe(true);
});

test('with seconds, trials are the most', async () => {
  const { comparison, isComplete } = await compare({ ...design, trials: 3, seconds: 1000 });
  expect(isComplete).toBe(true);
  expect(comparison.strategies.map(({ measured }) => measured)).toEqual([9, 9]);
});

test.each([0, -1, Number.NaN, Infinity, '3'])('seconds of %j are refused', async (seconds) => {
  await expect(compare({ ...design, seconds: seconds as number })).rejects.toMatchObject({
    code: 'COMPARE_DESIGN_INVALID',
    message: expect.stringContaining('the seconds'),
  });
});

test('the verdict says below which duration the one that chooses sooner is faster', () => {
  const trialsOf = (label: string, factor: number, suggestSeconds: number) => ({
    ...{ label, repeat: 1, isOver: true },
    trials: Array.from({ length: 20 }, (_, index) => ({
      ...{ number: index + 1, attempt: 1, token: 't', state: 'complete' as const, seed: 1 },
      ...{ point: { x: 0.5 }, value: factor ** index, values: [factor ** index] },
      ...{ suggestSeconds, evaluateSeconds: 0, startedAt: index, endedAt: index },
    })),
  });
  const runs = [trialsOf('fast', 0.25, 1.5), trialsOf('slow', 0.5, 0)];
  const [pair] = summarize({ ...design, trials: 20, repeats: 1 }, runs).verdict.pairs;
  // 0.25 ** 10 is below 0.5 ** 19: 11 trials, which took 16.5 s to choose, against 20.
  expect(pair).toMatchObject({ first: 'fast', second: 'slow' });
  expect(pair!.breakEven).toEqual({ seconds: 16.5 / 9, below: 'slow' });
});

test('the regret of noisy values is that of the noiseless function at what was chosen', async () => {
  const noiseless = distance();
  const noisy: Design['objective'] = {
    ...noiseless,
    evaluate: async (point, context) =>
      Number(await noiseless.evaluate(point, context)) + createRng(context.seed).normal(),
    test: () => ({ ...noiseless, description: 'the noiseless function' }),
  };
  const { comparison } = await compare({
    objective: noisy,
    contenders: [{ label: 'random', strategy: uniform() }],
    ...{ trials: 10, repeats: 3, seed: 1 },
  });
  expect(comparison.judgedBy).toBe('test');
  expect(comparison.testDescription).toBe('the noiseless function');
  const [{ median, medianRegret, choices }] = comparison.strategies as [
    (typeof comparison.strategies)[0],
  ];
  expect(medianRegret).toBeCloseTo(median! - noiseless.optimum!.value, 12);
  expect(medianRegret).toBeGreaterThan(0);
  for (const choice of choices!) expect(choice!.score).not.toBe(choice!.search);
});
