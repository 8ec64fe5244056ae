import { categorical, float, ordinal, space, type Space } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { expect, test } from 'vitest';
import { explain } from './explain.ts';
import { drawPoints, historyWith } from './histories.test-util.ts';

const s = space({ idle: float(0, 1), x: float(0, 1) }) as Space;
const points = drawPoints(s, 30, createRng(5));

test('names the parameter that matters and predicts trials that were left out', async () => {
  const history = historyWith(
    points,
    points.map(({ x }) => Math.sin(6 * (x as number))),
  );
  const { observations, parameters, leaveOneOut, noise } = (await explain(s, history))!;
  expect(observations).toBe(30);
  expect(parameters.map(({ name }) => name)).toEqual(['idle', 'x']);
  expect(parameters[1]!.relevance).toBeGreaterThan(0.8);
  expect(parameters[0]!.relevance + parameters[1]!.relevance).toBeCloseTo(1, 12);
  expect(leaveOneOut.correlation).toBeGreaterThan(0.98);
  expect(leaveOneOut.coverage).toBeGreaterThan(0.8);
  expect(noise).toBeLessThan(0.1);
});

test('says which trial is recommended, and how sure its loss is', async () => {
  const rng = createRng(2);
  const valley = (x: number): number => 4 * (x - 0.3) ** 2;
  const noisy = points.map(({ x }) => valley(x as number) + 0.1 * rng.normal());
  const { recommended } = (await explain(s, historyWith(points, noisy)))!;
  const { trial, point, loss, interval } = recommended!;
  expect(point).toEqual(points[trial - 1]);
  const truth = valley(point['x'] as number);
  expect(interval[0]).toBeLessThan(truth);
  expect(interval[1]).toBeGreaterThan(truth);
  expect(interval[0]).toBeLessThan(loss);
  expect(interval[1]).toBeGreaterThan(loss);
  expect(interval[1] - interval[0]).toBeLessThan(0.5);
  const exact = points.map(({ x }) => valley(x as number));
  const best = Math.min(...exact);
  const certain = (await explain(s, historyWith(points, exact)))!.recommended!;
  expect(exact[certain.trial - 1]).toBe(best);
  expect(certain.loss).toBeCloseTo(best, 2);
  expect(certain.interval[1] - certain.interval[0]).toBeLessThan(0.05);
});

test('refuses unknown options and values by name', async () => {
  const history = historyWith([], []);
  await expect(explain(s, history, { nonsense: 1 } as object)).rejects.toThrow(/"nonsense"/);
  await expect(explain(s, history, { noise: 'loud' as 'auto' })).rejects.toThrow(
    /The function "explain" expects one of auto, infer, deterministic/,
  );
});

test('a parameter that never varied has no relevance', async () => {
  const fixed = space({ x: float(0, 1), a: categorical(['u']), b: ordinal(['v']) }) as Space;
  const samples = drawPoints(fixed, 20, createRng(5));
  const history = historyWith(
    samples,
    samples.map(({ x }) => ((x as number) - 0.3) ** 2),
  );
  const { parameters } = (await explain(fixed, history))!;
  expect(parameters.map(({ relevance }) => relevance)).toEqual([1, 0, 0]);
});

test('finds no correlation in random losses', async () => {
  const rng = createRng(9);
  const { leaveOneOut } = (await explain(
    s,
    historyWith(
      points,
      points.map(() => rng.normal()),
    ),
  ))!;
  expect(leaveOneOut.correlation).toBeLessThan(0.5);
  expect(leaveOneOut.standardizedError).toBeLessThan(2);
});

test('leave-one-out predictions equal those of a model without the trial', async () => {
  const { loadGaussianProcess } = await import('@tune/gp-native');
  const { fitModel } = await import('./model/model.ts');
  const { observe } = await import('./model/observations.ts');
  const history = historyWith(
    points,
    points.map(({ x }) => Math.sin(6 * (x as number))),
  );
  const loaded = loadGaussianProcess({ backend: 'reference' });
  const observations = observe(s, history)!;
  const { signal } = new AbortController();
  const model = await fitModel(loaded, s, observations, {
    noise: 'infer',
    last: undefined,
    kernel: 'matern52',
    signal,
  });
  const { rows, values } = observations;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const without = loaded.create({ dimensions: 2 });
    without.setHyperparameters(model.hyperparameters);
    const others = <T>(_: T, j: number) => Math.floor(j) !== i;
    without.append(
      rows.filter((_, j) => Math.floor(j / 2) !== i),
      values.filter(others),
    );
    const { mean, variance } = without.posterior(rows.slice(2 * i, 2 * i + 2));
    squares +=
      (values[i]! - mean[0]!) ** 2 / (variance[0]! + Math.exp(model.hyperparameters.logNoise));
  }
  const { leaveOneOut } = (await explain(s, history, {
    backend: 'reference',
    noise: 'infer',
  }))!;
  expect(leaveOneOut.standardizedError).toBeCloseTo(Math.sqrt(squares / values.length), 6);
});

test('returns undefined for too few complete trials', async () => {
  expect(await explain(s, historyWith(points.slice(0, 2), [1, 2]))).toBeUndefined();
  expect(
    await explain(
      s,
      historyWith(
        points,
        points.map(() => Number.NaN),
      ),
    ),
  ).toBeUndefined();
});

test('ignores stored fits, which may be relative to a box', async () => {
  const cube = space({ x: float(0, 1), idle: float(0, 1) }) as Space;
  const points = drawPoints(cube, 101, createRng(5));
  const plain = historyWith(
    points,
    points.map(({ x }) => ((x as number) - 0.3) ** 2),
  );
  const hyperparameters = { logLengthscales: [3, -3], logVariance: 0, logNoise: -13 };
  const meta = { region: 0.1, hyperparameters };
  const boxed = { ...plain, ended: plain.ended.map((trial) => ({ ...trial, meta })) };
  const [x] = (await explain(cube, boxed))!.parameters;
  expect(x!.name).toBe('x');
  expect(x!.relevance).toBeGreaterThan(0.8);
});
