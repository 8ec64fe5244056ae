import { createRng, createScratch, float, int, space, type Json, type Space } from '@tune/core';
import { loadGaussianProcess } from '@tune/gp-native';
import { expect, test } from 'vitest';
import { bayes } from './bayes.ts';
import { askOf, drawn, historyWith } from './histories.test-util.ts';
import { observe } from './observations.ts';
import { trustRegion } from './trust-region.ts';
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

test('where no running trial looks at the whole box the next one does', async () => {
  const [whole, inner] = await bayes().suggest(askOf(mixed, history, { count: 2 }));
  const next = async (running: typeof whole, space = mixed) => {
    const pending = [{ number: 90, point: running!.point, meta: running!.meta! }];
    return boxes(await bayes().suggest(askOf(space, { ...history, pending })))[0];
  };
  expect((await next(whole))!.inner).toBe(true);
  expect((await next(inner))!.inner).toBe(false);
  // One of the start design, or one that a user asked for, looks at no box.
  expect((await next({ point: whole!.point, meta: { phase: 'start' } }))!.inner).toBe(false);
});

test('in a finite space, whose cells are not suggested twice, all look at the whole box', async () => {
  const grid = space({ a: int(1, 100), b: int(1, 100) }) as Space;
  const places = drawn(grid, 20, createRng(4));
  const values = places.map(({ a, b }) => (+a! - 30) ** 2 + +b!);
  const ask = askOf(grid, historyWith(places, values), { count: 3 });
  expect(boxes(await bayes().suggest(ask)).map(({ inner }) => inner)).toEqual([
    false,
    false,
    false,
  ]);
});

test('both views have one model: it says the same of a point', async () => {
  const region = trustRegion(mixed, history, 5)!;
  const observations = observe(mixed, history, { region })!;
  const views = await fitViews(
    loadGaussianProcess(),
    mixed,
    history,
    { observations, region },
    {
      ...{ noise: 'auto', kernel: 'matern52', last: undefined },
      ...{ scratch: createScratch(), signal: new AbortController().signal },
    },
  );
  const inner = views.inner();
  const { frame, side, center } = inner.region!;
  expect(side).toBe(region.side / 4);
  for (const end of [0, 1]) {
    const row = mixed.encode(frame.point([end, end, end]));
    expect(row[0]).toBeCloseTo(center[0]! + (end - 0.5) * side, 9);
    expect(row[1]).toBeCloseTo(center[1]! + (end - 0.5) * side, 9);
  }
  expect(views.inner()).toBe(inner);
  for (const point of drawn(mixed, 20, createRng(9))) {
    const [far, near] = [views.whole, inner].map(({ model, observations: { frame } }) =>
      model.posterior(frame.row(point)),
    );
    expect(near!.mean[0]).toBeCloseTo(far!.mean[0]!, 7);
    expect(near!.variance[0]).toBeCloseTo(far!.variance[0]!, 7);
  }
  views.dispose();
});
