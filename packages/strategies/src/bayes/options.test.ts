import { float, space, type Json, type Point, type Space } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { loadGaussianProcess } from '@tune/gp-native';
import { expect, test } from 'vitest';
import { bayes, type BayesOptions } from './bayes.ts';
import { mostCandidates } from './acquisition/sample-candidates.ts';
import { searchAcquisition } from './acquisition/search.ts';
import { askOf, drawPoints, historyWith } from './histories.test-util.ts';
import { observe } from './model/observations.ts';
import { createBoxTransform } from './region/box-transform.ts';

const plain = space({ x: float(0, 1), y: float(0, 1) }) as Space;
const points = drawPoints(plain, 14, createRng(2));
const losses = points.map(({ x, y }) => Math.sin(7 * (x as number)) + ((y as number) - 0.4) ** 2);
const smooth = historyWith(points, losses);

interface Meta {
  readonly phase: string;
  readonly mean: number;
  readonly variance: number;
  readonly acquisition: number;
  readonly hyperparameters: { readonly logNoise: number; readonly logLengthscales: number[] };
}
async function suggest(history = smooth, options: BayesOptions = {}, of = plain) {
  const [suggestion] = await bayes(options).suggest(askOf(of, history));
  return { point: suggestion!.point, meta: suggestion!.meta as unknown as Meta };
}

test('every number has a range, also if it comes from code', () => {
  const invalid = (options: unknown) => () => bayes(options as BayesOptions);
  const numbers = [1e9, 0, -1, 0.5, Number.NaN, Infinity, '64', null, [64]];
  for (const candidates of numbers) {
    expect(invalid({ candidates })).toThrow('a whole number from 1 to 10000');
    expect(invalid({ initialTrials: candidates })).toThrow('a whole number from 1 to 1000000');
  }
  expect(invalid({ candidates: 1e9 })).toThrowErrorMatchingInlineSnapshot(
    `[TuneError: The strategy "bayes" expects a whole number from 1 to 10000 for its option "candidates", but got 1000000000.]`,
  );
  for (const options of [null, 'fast', 7, [1]]) {
    expect(invalid(options)).toThrow('expects an object of options by name, but got');
  }
  expect(bayes({ candidates: 10_000, initialTrials: 1_000_000 }).name).toBe('bayes');
});

test('many parameters leave room for fewer candidates', () => {
  const of = (count: number) =>
    space(Object.fromEntries(Array.from({ length: count }, (_, j) => [`x${j}`, float(0, 1)])));
  expect([1, 200, 1000, 10_000].map((count) => mostCandidates(of(count) as Space))).toEqual([
    2_000_000, 10_000, 2000, 200,
  ]);
});

test('the acquisition of `ucb` is two standard deviations less the mean', async () => {
  const { meta } = await suggest(smooth, { acquisition: 'ucb' });
  expect(meta.acquisition).toBeCloseTo(2 * Math.sqrt(meta.variance) - meta.mean, 9);
  expect((await suggest()).meta.acquisition).not.toBeCloseTo(meta.acquisition, 3);
});

test('each kernel gives a different model', async () => {
  const kernels = ['matern52', 'matern32', 'rbf'] as const;
  const scales = await Promise.all(
    kernels.map(async (kernel) => (await suggest(smooth, { kernel })).meta.hyperparameters),
  );
  expect(new Set(scales.map((one) => JSON.stringify(one))).size).toBe(3);
});

test('the option `noise` decides whether a noise is fitted', async () => {
  const floor = Math.log(1e-6);
  const rng = createRng(3);
  const noisy = historyWith(
    points,
    losses.map((loss) => loss + rng.normal()),
  );
  const noiseOf = async (history: typeof noisy, noise: BayesOptions['noise']) =>
    (await suggest(history, { noise: noise! })).meta.hyperparameters.logNoise;
  expect(await noiseOf(noisy, 'deterministic')).toBeCloseTo(floor, 6);
  expect(await noiseOf(smooth, 'infer')).toBeGreaterThan(floor + 0.1);
  expect(await noiseOf(smooth, 'auto')).toBeCloseTo(floor, 6);
});

test('refits when due, and at every ask in a box or after one', async () => {
  const hyperparameters = { logLengthscales: [-0.7, 0.3], logVariance: 0.1, logNoise: -9 };
  const after = async (count: number, options: BayesOptions, meta: object = {}) => {
    const lossOf = ({ x, y }: Point) => (x as number) + ((y as number) - 0.3) ** 2;
    // Each loss is better than those before, so there is a box.
    const many = drawPoints(plain, count, createRng(4)).toSorted((a, b) => lossOf(b) - lossOf(a));
    const history = historyWith(many, many.map(lossOf));
    const ended = history.ended.map((trial) => ({ ...trial, meta: { hyperparameters, ...meta } }));
    const suggestion = await suggest({ ...history, ended }, options);
    expect(suggestion.meta.phase).toBe('model');
    return suggestion.meta.hyperparameters;
  };
  const everywhere = { trustRegion: false };
  expect(await after(101, everywhere)).toEqual(hyperparameters);
  expect(await after(102, everywhere)).not.toEqual(hyperparameters);
  expect(await after(101, {})).not.toEqual(hyperparameters);
  expect(await after(101, everywhere, { region: 0.8 })).not.toEqual(hyperparameters);
});

test('uses no box if the last model was noisy', async () => {
  const after = (logNoise: number) => {
    const meta = { hyperparameters: { logLengthscales: [0, 0], logVariance: 0, logNoise } } as Json;
    const ended = smooth.ended.map((trial) => ({ ...trial, meta }));
    return suggest({ ...smooth, ended });
  };
  expect((await after(Math.log(0.04))).meta).toMatchObject({ region: expect.any(Number) });
  expect((await after(Math.log(0.06))).meta).not.toHaveProperty('region');
});

test('a failed trial counts as half the range above the worst loss', () => {
  const few = historyWith(points.slice(0, 4), [1, 2, 4, Number.NaN]);
  const { values } = observe(plain, few)!;
  const [best, , worst, failed] = [...values];
  expect(failed).toBeCloseTo(worst! + 0.5 * (worst! - best!), 12);
});

test('a search that would violate a constraint ends on its border', async () => {
  const half = plain.constrain('right', ({ x }) => (x as number) >= 0.37);
  const model = loadGaussianProcess().create({ dimensions: 2 });
  const rows = drawPoints(plain, 30, createRng(8)).map((point) => plain.encode(point));
  model.append(
    Float64Array.from(rows.flatMap((row) => [...row])),
    Float64Array.from(rows, ([x, y]) => x! + (y! - 0.4) ** 2 - 0.7),
  );
  const { signal } = new AbortController();
  await model.fit({ starts: [model.hyperparameters], noise: 'deterministic', signal });
  const candidates = Float64Array.of(0.5, 0.4, 0.6, 0.3);
  const acquisition = { acquisition: 'ucb', incumbentValue: -0.3 } as const;
  const none = new Float64Array(0);
  const box = createBoxTransform(half);
  const args = [{ rows: candidates, activeSets: undefined }, none, acquisition, signal] as const;
  const maxima = await searchAcquisition(model, half, box, ...args);
  expect(maxima[0]!.row[0]).toBeGreaterThanOrEqual(0.37);
  expect(maxima[0]!.row[0]).toBeLessThan(0.37 + 1e-5);
  const [free] = await searchAcquisition(model, plain, box, ...args);
  expect(free!.row[0]).toBeLessThan(0.3);
  model.dispose();
});
