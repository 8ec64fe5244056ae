import {
  categorical,
  createRng,
  float,
  historyOf,
  int,
  space,
  type History,
  type Json,
  type Space,
  type Trial,
} from '@tune/core';
import { GpError, loadGaussianProcess, type GaussianProcess } from '@tune/gp-native';
import { expect, test } from 'vitest';
import { MIN_DISTANCE } from '../acquisition/min-distance.ts';
import { bayes } from '../bayes.ts';
import { askOf, drawPoints, historyWith } from '../histories.test-util.ts';
import { observe } from '../model/observations.ts';
import { innerPart, trustRegion } from './trust-region.ts';
import { fitViews } from './view.ts';

const mixed = space({
  x: float(0, 1),
  y: float(0.001, 10, { log: true }),
  n: int(1, 8),
}) as Space;
const points = drawPoints(mixed, 24, createRng(3));
const losses = points.map(({ x, y, n }) => (+x! - 0.4) ** 2 + Math.abs(+y! - 1) / 20 + +n! / 50);
const history = historyWith(points, losses);

interface Meta {
  readonly region?: number;
  readonly inner?: boolean;
}
const boxes = (suggestions: readonly { readonly meta?: Json }[]) =>
  suggestions.map(({ meta }) => {
    const { region, inner = false } = meta as Meta;
    return { region, inner };
  });

test('the first of four suggestions uses the whole box, the others its inner part', async () => {
  const ask = askOf(mixed, history, { count: 4 });
  const suggestions = await bayes().suggest(ask);
  const { side } = trustRegion(mixed, history, 5)!;
  expect(boxes(suggestions)).toEqual([
    { region: side, inner: false },
    ...[2, 3, 4].map(() => ({ region: side / 4, inner: true })),
  ]);
});

test('the next suggestion uses the whole box if none of the latest trials does', async () => {
  const [whole, inner] = await bayes().suggest(askOf(mixed, history, { count: 2 }));
  const next = async (running: Pick<History['pending'][number], 'point' | 'meta'>) => {
    const pending = [{ number: 90, ...running }];
    return boxes(await bayes().suggest(askOf(mixed, { ...history, pending })))[0]!;
  };
  expect((await next(whole!)).inner).toBe(true);
  const { region } = whole!.meta as Meta;
  expect(await next(inner!)).toEqual({ region, inner: false });
  // A trial of the initial design, or one that a user enqueued, is from no box.
  expect(await next({ point: whole!.point, meta: { phase: 'initial' } })).toEqual({
    region,
    inner: false,
  });
});

test('a trial that never ends does not keep others from the whole box', async () => {
  const trials: Trial[] = [];
  const add = (point: Trial['point'], state: Trial['state'], meta: Json = null) => {
    const value = losses[trials.length] ?? (+point['x']! - 0.4) ** 2 + +point['n']! / 50;
    trials.push({
      ...{ number: trials.length + 1, attempt: 1, token: 't', state, point, seed: 0 },
      ...{ suggestSeconds: 0, meta, ...(state === 'complete' ? { value } : {}) },
    });
  };
  for (const point of points) add(point, 'complete');
  const isInner: boolean[] = [];
  for (let asked = 0; asked < 9; asked++) {
    const ask = askOf(mixed, historyOf(trials, 'minimize'), { rng: createRng(asked) });
    const [suggestion] = await bayes().suggest(ask);
    isInner.push(boxes([suggestion!])[0]!.inner);
    add(suggestion!.point, asked === 0 ? 'running' : 'complete', suggestion!.meta);
  }
  // One trial at a time runs beside the lost one, so every second suggestion uses the whole box.
  expect(isInner).toEqual([false, true, false, true, false, true, false, true, false]);
}, 60_000);

test('suggestions that do not fit into the inner part use the whole box', async () => {
  const line = space({ x: float(0, 1) }) as Space;
  const samples = drawPoints(line, 14, createRng(2));
  const past = historyWith(
    samples,
    samples.map(({ x }) => (+x! - 0.3) ** 2),
  );
  const suggestions = await bayes().suggest(askOf(line, past, { count: 16 }));
  const { side } = trustRegion(line, past, 3)!;
  const xs = suggestions.map(({ point }) => point['x'] as number).toSorted((a, b) => a - b);
  const gaps = xs.slice(1).map((x, i) => x - xs[i]!);
  // More than a dozen are closer than the minimum distance, but all differ.
  expect(Math.min(...gaps)).toBeGreaterThan((side * MIN_DISTANCE) / 5);
  expect(boxes(suggestions).filter(({ inner }) => !inner).length).toBeGreaterThan(3);
}, 60_000);

test('in a finite space all suggestions use the whole box', async () => {
  const grid = space({ a: int(1, 100), b: int(1, 100) }) as Space;
  const samples = drawPoints(grid, 20, createRng(4));
  const values = samples.map(({ a, b }) => (+a! - 30) ** 2 + +b!);
  const ask = askOf(grid, historyWith(samples, values), { count: 3 });
  const { side } = trustRegion(grid, ask.history, 3)!;
  expect(boxes(await bayes().suggest(ask))).toEqual(
    [1, 2, 3].map(() => ({ region: side, inner: false })),
  );
});

const nets = space({
  kind: categorical(['plain', 'deep']),
  depth: float(0, 1).when('kind', ['deep']),
  rate: float(0, 1),
}) as Space;

test.each([
  { name: 'unconditional', of: mixed, digits: 7 },
  { name: 'conditional', of: nets, digits: 2 },
])('the models of both views predict the same ($name)', async ({ of, digits }) => {
  const samples = drawPoints(of, 24, createRng(3));
  const past = historyWith(
    samples,
    samples.map((point) => of.encode(point).reduce((sum, x, j) => sum + (x - 0.2 * j) ** 2, 0)),
  );
  const region = trustRegion(of, past, 5)!;
  const observations = observe(of, past, { region })!;
  const { signal } = new AbortController();
  const options = { noise: 'auto', kernel: 'matern52', last: undefined, signal } as const;
  const views = await fitViews(loadGaussianProcess(), of, { observations, region }, options);
  const inner = await views.inner();
  expect(await views.inner()).toBe(inner);
  const { box, side } = inner.region!;
  expect(side).toBe(region.side / 4);
  expect(inner.observations.box).toBe(box);
  of.columns.forEach(({ levels }, j) => {
    // The minimum distance is the same in the space; a finite column is not stretched.
    const [far, near] = [views.whole, inner].map((view) => {
      return view.minDistance[j]! * view.observations.box.spans[j]!;
    });
    expect(near).toBeCloseTo(far!, 12);
    if (levels < Infinity) expect(inner.minDistance[j]).toBe(views.whole.minDistance[j]);
  });
  for (const point of drawPoints(of, 20, createRng(9))) {
    const [far, near] = [views.whole, inner].map((view) =>
      view.model.posterior(view.observations.box.row(point)),
    );
    expect(near!.mean[0]).toBeCloseTo(far!.mean[0]!, digits);
    expect(near!.variance[0]).toBeCloseTo(far!.variance[0]!, digits);
  }
  views.dispose();
});

/** Counts the models that are not disposed; the one at index `broken` cannot be factored. */
function counted(broken?: number) {
  const loaded = loadGaussianProcess();
  const live = new Set<GaussianProcess>();
  let made = 0;
  const create: typeof loaded.create = (options) => {
    const model = loaded.create(options);
    live.add(model);
    const isBroken = made++ === broken;
    return new Proxy(model, {
      get(target, name) {
        if (name === 'append' && isBroken) throw new GpError('GP_NOT_POSITIVE_DEFINITE', 'broken');
        if (name === 'dispose') live.delete(target);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  };
  return { gaussianProcess: { ...loaded, create }, live };
}

test('disposes all models, and uses the whole box if the inner model cannot be factored', async () => {
  const region = trustRegion(mixed, history, 5)!;
  const observations = observe(mixed, history, { region })!;
  const { signal } = new AbortController();
  const options = { noise: 'auto', kernel: 'matern52', last: undefined, signal } as const;
  const fitWith = (given: ReturnType<typeof counted>) =>
    fitViews(given.gaussianProcess, mixed, { observations, region }, options);
  const sound = counted();
  const views = await fitWith(sound);
  const [inner, again] = await Promise.all([views.inner(), views.inner()]);
  expect(again).toBe(inner);
  expect(sound.live.size).toBe(2);
  views.dispose();
  expect(sound.live.size).toBe(0);

  const without = counted(1);
  const halves = await fitWith(without);
  expect(await halves.inner()).toBe(halves.whole);
  expect(without.live.size).toBe(1);
  halves.dispose();
  expect(without.live.size).toBe(0);

  const broken = counted(0);
  await expect(fitWith(broken)).rejects.toThrow(GpError);
  expect(broken.live.size).toBe(0);
});

test('the inner part has a quarter of the side and the same center', () => {
  const region = trustRegion(mixed, history, 5)!;
  const { box, center, side } = innerPart(mixed, region);
  expect(center).toEqual(region.center);
  for (const end of [0, 1]) {
    const row = mixed.encode(box.point([end, end, end]));
    for (const j of [0, 1]) {
      const at = Math.min(1, Math.max(0, center[j]! + (end - 0.5) * side));
      expect(row[j]).toBeCloseTo(at, 9);
    }
  }
  expect(side).toBe(region.side / 4);
});
