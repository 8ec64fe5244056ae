import {
  categorical,
  createStudy,
  float,
  int,
  space,
  type Point,
  type RecommendAsk,
  type Space,
} from '@tune/core';
import { createRng, createScratch } from '@tune/core/plugin';
import { expect, test } from 'vitest';
import { bayes, type BayesOptions } from './bayes.ts';
import { drawPoints, historyWith } from './histories.test-util.ts';

const line = space({ x: float(0, 1) }) as Space;

const recommend = (
  history: RecommendAsk['history'],
  options: BayesOptions = {},
  more: Partial<RecommendAsk> = {},
) =>
  bayes(options).recommend!({
    ...{ space: line, history, rng: createRng(1), scratch: createScratch() },
    signal: new AbortController().signal,
    ...more,
  });

/** A valley with noise of standard deviation 0.1, and a lucky value far from its bottom. */
const lucky = () => {
  const rng = createRng(3);
  const xs = Array.from({ length: 40 }, (_, i) => (i + 0.5) / 40);
  const losses = xs.map((x) => 4 * (x - 0.3) ** 2 + 0.1 * rng.normal());
  losses[30] = -0.5;
  return historyWith(
    xs.map((x) => ({ x })),
    losses,
  );
};

test('under noise a lucky value is not recommended, but a point where the losses are low', async () => {
  const history = lucky();
  expect(history.incumbent!.number).toBe(31);
  const point = (await recommend(history))!;
  expect(Math.abs((point['x'] as number) - 0.3)).toBeLessThan(0.15);
  expect(history.ended.some((trial) => trial.point === point)).toBe(true);
});

test('where values are exact by option the best value is recommended', async () => {
  expect(await recommend(lucky(), { noise: 'deterministic' })).toBeUndefined();
});

test.each([
  ['no trial', []],
  ['failed trials only', [NaN, NaN]],
  ['one complete trial', [1]],
  ['equal losses', [1, 1, 1, 1, 1]],
])('after %s it is left to the study', async (_, losses) => {
  const points = losses.map((_, index) => ({ x: index / 10 }));
  expect(await recommend(historyWith(points, losses))).toBeUndefined();
});

test('failed, pruned and cheap trials are not recommended', async () => {
  const { ended, pending } = lucky();
  const failed = ended.map((trial) => {
    const x = trial.point['x'] as number;
    if (Math.abs(x - 0.3) > 0.1) return trial;
    const { loss: _loss, losses: _losses, ...rest } = trial;
    return { ...rest, state: 'failed' as const };
  });
  const incumbent = ended[30];
  const point = (await recommend({ ended: failed, pending, incumbent }))!;
  expect(Math.abs((point['x'] as number) - 0.3)).toBeGreaterThan(0.1);
  const cheap = ended.map((trial) => ({ ...trial, fidelity: trial.number === 31 ? 1 : 0.5 }));
  const last = cheap[30]!;
  expect(await recommend({ ended: cheap, pending, incumbent: last })).toBeUndefined();
});

test('an abort ends it', async () => {
  const signal = AbortSignal.abort(new RangeError('enough'));
  await expect(recommend(lucky(), {}, { signal })).rejects.toThrow();
});

const EXACT: Readonly<Record<string, { space: Space; loss: (point: Point) => number }>> = {
  waves: {
    space: space({ x: float(-5, 10), y: float(0, 15) }) as Space,
    loss: ({ x, y }) => (Number(y) - 0.13 * Number(x) ** 2 - 5) ** 2 + 10 * Math.cos(Number(x)),
  },
  bowl: {
    space: space({ x: float(0, 1), y: float(0, 1), z: float(0, 1), w: float(0, 1) }) as Space,
    loss: (point) => Object.values(point).reduce<number>((sum, x) => sum + Math.exp(Number(x)), 0),
  },
  mixed: {
    space: space({
      rate: float(1e-4, 1, { log: true }),
      size: int(1, 9),
      kind: categorical(['a', 'b']),
    }) as Space,
    loss: ({ rate, size, kind }) =>
      (Math.log10(Number(rate)) + 2) ** 2 + (Number(size) - 4) ** 2 / 5 + (kind === 'a' ? 0 : 1),
  },
};

test.each(Object.entries(EXACT))(
  'in a study without noise it is the best value: %s',
  async (_, { space, loss }) => {
    const study = await createStudy({ space, strategy: bayes(), seed: 5, budget: { trials: 30 } });
    await study.optimize(loss);
    for (const trials of [1, 5, 12, 20, 30]) {
      const chosen = (await study.recommend({ trials }))!;
      const best = Math.min(...study.trials.slice(0, trials).map(({ value }) => value!));
      expect(chosen.trial!.value).toBe(best);
    }
    await study.dispose();
  },
  60_000,
);

test('in a finite space whose points were evaluated more than once the mean of each counts', async () => {
  const finite = space({ a: int(1, 4) }) as Space;
  const rng = createRng(8);
  const points: Point[] = [];
  const losses: number[] = [];
  for (let round = 0; round < 12; round++) {
    for (const a of [1, 2, 3, 4]) {
      points.push({ a });
      losses.push((a - 3) ** 2 * 0.3 + 0.3 * rng.normal());
    }
  }
  // The luckiest of all values, at the worst point.
  losses[0] = -2;
  const point = await recommend(historyWith(points, losses), {}, { space: finite });
  expect(point).toEqual({ a: 3 });
});

test('a subset of many trials is modeled, and every complete trial is a candidate', async () => {
  const square = space({ x: float(0, 1), y: float(0, 1) }) as Space;
  const rng = createRng(4);
  const points = drawPoints(square, 450, rng);
  const losses = points.map(
    ({ x, y }) => ((x as number) - 0.4) ** 2 + ((y as number) - 0.6) ** 2 + 0.2 * rng.normal(),
  );
  const point = (await recommend(historyWith(points, losses), {}, { space: square }))!;
  expect(Math.hypot((point['x'] as number) - 0.4, (point['y'] as number) - 0.6)).toBeLessThan(0.3);
}, 120_000);
