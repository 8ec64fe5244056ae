import {
  categorical,
  createRng,
  createScratch,
  float,
  int,
  space,
  type Json,
  type Space,
} from '@tune/core';
import { loadGaussianProcess } from '@tune/gp-native';
import { expect, test } from 'vitest';
import { bayes, type BayesOptions } from './bayes.ts';
import { candidatesOf, rowCount } from './candidates.ts';
import { frameOf } from './frame.ts';
import { askOf, drawn, historyWith } from './histories.test-util.ts';
import { observe } from './observations.ts';
import { searchAcquisition } from './search.ts';
import { Seen } from '../seen.ts';

const plain = space({ x: float(0, 1), y: float(0, 1) }) as Space;
const points = drawn(plain, 14, createRng(2));
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

test('`ucb` maximizes two deviations below the mean', async () => {
  const { meta } = await suggest(smooth, { acquisition: 'ucb' });
  expect(meta.acquisition).toBeCloseTo(2 * Math.sqrt(meta.variance) - meta.mean, 9);
  expect((await suggest()).meta.acquisition).not.toBeCloseTo(meta.acquisition, 3);
});

test('each kernel is another model', async () => {
  const kernels = ['matern52', 'matern32', 'rbf'] as const;
  const scales = await Promise.all(
    kernels.map(async (kernel) => (await suggest(smooth, { kernel })).meta.hyperparameters),
  );
  expect(new Set(scales.map((one) => JSON.stringify(one))).size).toBe(3);
});

test('noise is what was said of it', async () => {
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

test('between fits the last hyperparameters stay', async () => {
  const many = drawn(plain, 101, createRng(4));
  const history = historyWith(
    many,
    many.map(({ x }) => x as number),
  );
  const hyperparameters = { logLengthscales: [-0.7, 0.3], logVariance: 0.1, logNoise: -9 };
  const told = {
    ...history,
    ended: history.ended.map((trial) => ({ ...trial, meta: { hyperparameters } as Json })),
  };
  const { meta } = await suggest(told, { trustRegion: false });
  expect(meta.hyperparameters).toEqual(hyperparameters);
});

test('where the last model was noisy there is no box', async () => {
  const after = (logNoise: number) => {
    const meta = { hyperparameters: { logLengthscales: [0, 0], logVariance: 0, logNoise } } as Json;
    const ended = smooth.ended.map((trial) => ({ ...trial, meta }));
    return suggest({ ...smooth, ended });
  };
  expect((await after(Math.log(0.04))).meta).toMatchObject({ region: expect.any(Number) });
  expect((await after(Math.log(0.06))).meta).not.toHaveProperty('region');
});

test('a failure stands for half the range above the worst', () => {
  const few = historyWith(points.slice(0, 4), [1, 2, 4, Number.NaN]);
  const { values } = observe(plain, few)!;
  const [best, , worst, failed] = [...values];
  expect(failed).toBeCloseTo(worst! + 0.5 * (worst! - best!), 12);
});

test('of many parameters about twenty move', () => {
  const many = space(
    Object.fromEntries(Array.from({ length: 60 }, (_, j) => [`x${j}`, float(0, 1)])),
  ) as Space;
  const center = new Float64Array(60).fill(0.5);
  const seen = new Seen(askOf(many, historyWith([], [])));
  const frame = frameOf(many);
  const at = { best: new Float64Array(0), count: 200, center };
  const { rows } = candidatesOf(many, frame, seen, createRng(1), createScratch(), at);
  const moved = rows.filter((value) => value !== 0.5).length / 200;
  expect(moved).toBeGreaterThan(15);
  expect(moved).toBeLessThan(25);
});

test('of more than twenty parameters there are fewer rows', () => {
  const of = (d: number) =>
    space(Object.fromEntries(Array.from({ length: d }, (_, j) => [`x${j}`, float(0, 1)]))) as Space;
  expect([1, 20, 40, 50].map((d) => rowCount(of(d)))).toEqual([512, 512, 256, 205]);
});

test('a search that would leave what constraints allow ends on the border', async () => {
  const half = plain.constrain('right', ({ x }) => (x as number) >= 0.37);
  const model = loadGaussianProcess().create({ dimensions: 2 });
  const rows = drawn(plain, 30, createRng(8)).map((point) => plain.encode(point));
  model.append(
    Float64Array.from(rows.flatMap((row) => [...row])),
    Float64Array.from(rows, ([x, y]) => x! + (y! - 0.4) ** 2 - 0.7),
  );
  const { signal } = new AbortController();
  await model.fit({ starts: [model.hyperparameters], noise: 'deterministic', signal });
  const candidates = Float64Array.of(0.5, 0.4, 0.6, 0.3);
  const acquisition = { acquisition: 'ucb', incumbentValue: -0.3 } as const;
  const none = new Float64Array(0);
  const frame = frameOf(half);
  const args = [{ rows: candidates, kinds: undefined }, none, acquisition, signal] as const;
  const maxima = await searchAcquisition(model, half, frame, ...args);
  expect(maxima[0]!.row[0]).toBeGreaterThanOrEqual(0.37);
  expect(maxima[0]!.row[0]).toBeLessThan(0.37 + 1e-5);
  const [free] = await searchAcquisition(model, plain, frame, ...args);
  expect(free!.row[0]).toBeLessThan(0.3);
  model.dispose();
});

test('a model that is sure of itself is doubted on every third trial', async () => {
  const mixed = space({
    x: float(0, 1),
    n: int(1, 6),
    kind: categorical(['a', 'b', 'c']),
  }) as Space;
  const phaseAfter = async (count: number) => {
    const some = drawn(mixed, count, createRng(6));
    const history = historyWith(
      some,
      some.map(({ x }) => ((x as number) - 0.5) ** 2),
    );
    return (await suggest(history, { trustRegion: false }, mixed)).meta.phase;
  };
  expect(await phaseAfter(60)).toBe('doubt');
  expect(await phaseAfter(61)).toBe('model');
});
