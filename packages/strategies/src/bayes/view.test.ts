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
import { APART } from './apart.ts';
import { bayes } from './bayes.ts';
import { askOf, drawn, historyWith } from './histories.test-util.ts';
import { observe } from './observations.ts';
import { innerPart, trustRegion } from './trust-region.ts';
import { fitViews } from './view.ts';

const mixed = space({
  x: float(0, 1),
  y: float(0.001, 10, { log: true }),
  n: int(1, 8),
}) as Space;
const points = drawn(mixed, 24, createRng(3));
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

test('of four at once the first looks at the whole box, the others at its inner part', async () => {
  const ask = askOf(mixed, history, { count: 4 });
  const suggestions = await bayes().suggest(ask);
  const { side } = trustRegion(mixed, history, 5)!;
  expect(boxes(suggestions)).toEqual([
    { region: side, inner: false },
    ...[2, 3, 4].map(() => ({ region: side / 4, inner: true })),
  ]);
});

test('while none of those that were begun last looks at the whole box the next one does', async () => {
  const [whole, inner] = await bayes().suggest(askOf(mixed, history, { count: 2 }));
  const next = async (running: Pick<History['pending'][number], 'point' | 'meta'>) => {
    const pending = [{ number: 90, ...running }];
    return boxes(await bayes().suggest(askOf(mixed, { ...history, pending })))[0]!;
  };
  expect((await next(whole!)).inner).toBe(true);
  const { region } = whole!.meta as Meta;
  expect(await next(inner!)).toEqual({ region, inner: false });
  // One of the start design, or one that a user asked for, looks at no box.
  expect(await next({ point: whole!.point, meta: { phase: 'start' } })).toEqual({
    region,
    inner: false,
  });
});

test('a trial that nobody ends does not keep others from the whole box', async () => {
  const trials: Trial[] = [];
  const add = (point: Trial['point'], state: Trial['state'], meta: Json = null) => {
    const value = losses[trials.length] ?? (+point['x']! - 0.4) ** 2 + +point['n']! / 50;
    trials.push({
      ...{ number: trials.length + 1, attempt: 1, token: 't', state, point, seed: 0 },
      ...{ suggestSeconds: 0, meta, ...(state === 'complete' ? { value } : {}) },
    });
  };
  for (const point of points) add(point, 'complete');
  const looks: boolean[] = [];
  for (let asked = 0; asked < 9; asked++) {
    const ask = askOf(mixed, historyOf(trials, 'minimize'), { rng: createRng(asked) });
    const [suggestion] = await bayes().suggest(ask);
    looks.push(boxes([suggestion!])[0]!.inner);
    add(suggestion!.point, asked === 0 ? 'running' : 'complete', suggestion!.meta);
  }
  // Beside the lost one runs one at a time: of two in a row one looks at the whole box.
  expect(looks).toEqual([false, true, false, true, false, true, false, true, false]);
}, 60_000);

test('more than fit into the inner part look at the whole box', async () => {
  const line = space({ x: float(0, 1) }) as Space;
  const places = drawn(line, 14, createRng(2));
  const past = historyWith(
    places,
    places.map(({ x }) => (+x! - 0.3) ** 2),
  );
  const suggestions = await bayes().suggest(askOf(line, past, { count: 16 }));
  const { side } = trustRegion(line, past, 3)!;
  const xs = suggestions.map(({ point }) => point['x'] as number).toSorted((a, b) => a - b);
  const gaps = xs.slice(1).map((x, i) => x - xs[i]!);
  // More than a dozen come nearer, but none is the copy of another.
  expect(Math.min(...gaps)).toBeGreaterThan((side * APART) / 5);
  expect(boxes(suggestions).filter(({ inner }) => !inner).length).toBeGreaterThan(3);
}, 60_000);

test('in a finite space, whose cells are not suggested twice, all look at the whole box', async () => {
  const grid = space({ a: int(1, 100), b: int(1, 100) }) as Space;
  const places = drawn(grid, 20, createRng(4));
  const values = places.map(({ a, b }) => (+a! - 30) ** 2 + +b!);
  const ask = askOf(grid, historyWith(places, values), { count: 3 });
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
  { name: 'always there', of: mixed, digits: 7 },
  { name: 'conditional', of: nets, digits: 2 },
])('both views have one model ($name): it says the same of a point', async ({ of, digits }) => {
  const places = drawn(of, 24, createRng(3));
  const past = historyWith(
    places,
    places.map((point) => of.encode(point).reduce((sum, x, j) => sum + (x - 0.2 * j) ** 2, 0)),
  );
  const region = trustRegion(of, past, 5)!;
  const observations = observe(of, past, { region })!;
  const { signal } = new AbortController();
  const options = { noise: 'auto', kernel: 'matern52', last: undefined, signal } as const;
  const views = await fitViews(loadGaussianProcess(), of, { observations, region }, options);
  const inner = await views.inner();
  expect(await views.inner()).toBe(inner);
  const { frame, side } = inner.region!;
  expect(side).toBe(region.side / 4);
  expect(inner.observations.frame).toBe(frame);
  of.columns.forEach(({ levels }, j) => {
    // Beside means the same in both, as lengths in the space; a finite column is not stretched.
    const [far, near] = [views.whole, inner].map((view) => {
      return view.distances[j]! * view.observations.frame.spans[j]!;
    });
    expect(near).toBeCloseTo(far!, 12);
    if (levels < Infinity) expect(inner.distances[j]).toBe(views.whole.distances[j]);
  });
  for (const point of drawn(of, 20, createRng(9))) {
    const [far, near] = [views.whole, inner].map((view) =>
      view.model.posterior(view.observations.frame.row(point)),
    );
    expect(near!.mean[0]).toBeCloseTo(far!.mean[0]!, digits);
    expect(near!.variance[0]).toBeCloseTo(far!.variance[0]!, digits);
  }
  views.dispose();
});

/** Models that are counted while they live; the one at index `broken` has no factor. */
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

test('no model is left behind, and where the inner part has none the whole box serves', async () => {
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

test('the inner part is a quarter as long, around the same trial', () => {
  const region = trustRegion(mixed, history, 5)!;
  const { frame, center, side } = innerPart(mixed, region);
  expect(center).toEqual(region.center);
  for (const end of [0, 1]) {
    const row = mixed.encode(frame.point([end, end, end]));
    for (const j of [0, 1]) {
      const at = Math.min(1, Math.max(0, center[j]! + (end - 0.5) * side));
      expect(row[j]).toBeCloseTo(at, 9);
    }
  }
  expect(side).toBe(region.side / 4);
});
