import {
  categorical,
  float,
  int,
  space,
  type EndedTrial,
  type History,
  type Json,
  type Point,
  type Space,
} from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { expect, test } from 'vitest';
import { bayes } from '../bayes.ts';
import { askOf, drawPoints, historyWith } from '../histories.test-util.ts';
import { initialDesignSize } from '../initial-design.ts';
import { trustRegion } from './trust-region.ts';

const of = (dimensions: number): Space =>
  space(
    Object.fromEntries(Array.from({ length: dimensions }, (_, j) => [`x${j}`, float(0, 1)])),
  ) as Space;
const square = of(2);
const at = (x: number): Point => ({ x0: x, x1: 0.5 });
/** Losses at points of a line, one after another; the first two are the initial design. */
function searched(losses: readonly (number | undefined)[]): History {
  const points = losses.map((_, index) => at(index / 100));
  const history = historyWith(points, losses);
  const ended: EndedTrial[] = [];
  for (const trial of history.ended) {
    const side = trustRegion(square, { ended, pending: [], incumbent: undefined }, 2)?.side;
    ended.push(side === undefined ? trial : { ...trial, meta: { region: side } });
  }
  return { ...history, ended };
}
/** The region after these losses. */
const after = (losses: readonly (number | undefined)[]) => trustRegion(square, searched(losses), 2);

test('the box is centered at the best trial and clipped to the space', () => {
  const region = after([3, 1])!;
  expect(region.side).toBe(0.8);
  expect(region.center).toEqual(Float64Array.of(0.01, 0.5));
  expect(region.box.point([0, 0])['x0']).toBe(0);
  expect(region.box.point([1, 1])['x0']).toBeCloseTo(0.41, 12);
  expect(region.box.point([0, 0])['x1']).toBeCloseTo(0.1, 12);
});

test('three improvements in a row double the side, up to 1.6', () => {
  expect(after([9, 8, 7, 6])!.side).toBe(0.8);
  expect(after([9, 8, 7, 6, 5])!.side).toBe(1.6);
  expect(after([9, 8, 7, 6, 5, 4, 3, 2])!.side).toBe(1.6);
});

test('a trial fails only the side that it was suggested for', () => {
  const design = historyWith([at(0.1), at(0.2)], [1, 2]).ended;
  const batch = (meta?: Json): EndedTrial[] =>
    Array.from({ length: 64 }, (_, index) => ({
      ...historyWith([at(0.3)], [3]).ended[0]!,
      number: index + 3,
      ...(meta === undefined ? {} : { meta }),
    }));
  const sideAfter = (trials: readonly EndedTrial[]) =>
    trustRegion(square, { ended: [...design, ...trials], pending: [], incumbent: design[0] }, 2)!
      .side;
  // A whole batch that was asked for at once halves the side once.
  expect(sideAfter(batch({ region: 0.8 }))).toBe(0.4);
  expect(sideAfter(batch({ region: 0.2, inner: true }))).toBe(0.4);
  expect(sideAfter([...batch({ region: 0.8 }), ...batch({ region: 0.4 })])).toBe(0.2);
  // Under noise a model of the whole space suggests.
  expect(sideAfter(batch({ acquisition: -1 }).slice(0, 4))).toBe(0.4);
  // Enqueued trials, and those of another strategy, fail none.
  expect(sideAfter(batch())).toBe(0.8);
  expect(sideAfter(batch({ region: 0.1 }))).toBe(0.8);
});

test('as many failures in a row as parameters, at least four, halve the side', () => {
  expect(after([1, 1, 2, 2, 2])!.side).toBe(0.8);
  expect(after([1, 1, 2, 2, 2, 2])!.side).toBe(0.4);
  expect(after([1, 1, 2, 2, 2, 0.5, 2, 2, 2])!.side).toBe(0.8);
  // A failed trial counts as a failure of the box too.
  expect(after([1, 2, NaN, NaN, NaN, NaN])!.side).toBe(0.4);
});

test('trials count as failures only after two losses differ', () => {
  const plateau = Array<number>(40).fill(1);
  expect(after(plateau)!.side).toBe(0.8);
  expect(after([...plateau, NaN, NaN, NaN, NaN])!.side).toBe(0.8);
  expect(after([...plateau, 0, 1, 1, 1])!.side).toBe(0.8);
  expect(after([...plateau, 0, 1, 1, 1, 1])!.side).toBe(0.4);
});

test('a very small box ends: an initial design is due, then a region around its best trial', () => {
  const small = [1, 1, ...Array<number>(4 * 6).fill(2)];
  expect(after(small)!.side).toBe(0.8 / 64);
  const ended = [...small, 2, 2, 2, 2];
  expect(after(ended)).toBeUndefined();
  expect(after([...ended, 5])).toBeUndefined();
  // A running trial counts towards the design.
  expect(after([...ended, 5, undefined])!.center[0]).toBeCloseTo(ended.length / 100, 12);
  const next = after([...ended, 5, 4])!;
  expect(next.side).toBe(0.8);
  expect(next.center[0]).toBeCloseTo((ended.length + 1) / 100, 12);
});

test('a parameter that is inactive at the center is not limited', () => {
  const nets = space({
    kind: categorical(['plain', 'deep']),
    depth: float(0, 1).when('kind', ['deep']),
    rate: float(0, 1),
  }) as Space;
  const history = historyWith([{ kind: 'plain', rate: 0.5 }], [1]);
  const { box } = trustRegion(nets, history, 1)!;
  const deep = nets.encode({ kind: 'deep', depth: 0, rate: 0.5 });
  expect(box.point(box.row({ kind: 'deep', depth: 0, rate: 0.5 }))).toEqual({
    kind: 'deep',
    depth: 0,
    rate: 0.5,
  });
  const edge = box.point([deep[0]!, 0, 0]);
  expect(edge['depth']).toBe(0);
  expect(edge['rate']).toBeCloseTo(0.1, 12);
});

test('many failures at the point of the best trial do not displace it from the model', async () => {
  const points = Array.from({ length: 1000 }, () => at(0.3));
  const losses = points.map((_, index) => (index === 999 ? 1 : NaN));
  const history = historyWith(points, losses);
  const [suggestion] = await bayes().suggest(askOf(square, history, { budget: { trials: 2000 } }));
  expect(suggestion!.meta).toMatchObject({ observations: 400, subsetOf: 1000 });
}, 60_000);

test('failures before the first complete trial do not shrink the box', () => {
  expect(after([NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, 1])!.side).toBe(0.8);
});

test('late trials of the previous box do not count towards the next initial design', () => {
  const losses = [1, 1, ...Array<number>(4 * 7).fill(2), 0.5, 9, 8];
  const { ended } = searched(losses);
  const meta = { region: 0.1 };
  const late = ended.length - 3;
  const from = (trials: typeof ended, pending: History['pending'] = []) =>
    trustRegion(square, { ended: trials, pending, incumbent: trials[0] }, 2);
  const marked = ended.map((trial, index) => (index === late ? { ...trial, meta } : trial));
  expect(from(marked.slice(0, -1))).toBeUndefined();
  expect(from(marked)!.center[0]).toBeCloseTo((ended.length - 1) / 100, 12);
  const running = { number: 99, point: at(0.9) };
  expect(from(marked.slice(0, -1), [{ ...running, meta }])).toBeUndefined();
  expect(from(marked.slice(0, -1), [running])).toBeDefined();
});

const bowl = (point: Point): number =>
  Object.values(point).reduce<number>((sum, x) => sum + ((x as number) - 0.5) ** 2, 0);
const suggestionsOf = async (dimensions: number, trials: number, trustRegion?: boolean) => {
  const cube = of(dimensions);
  const points = drawPoints(cube, trials, createRng(3));
  const history = historyWith(points, points.map(bowl));
  const strategy = bayes({ ...(trustRegion === undefined ? {} : { trustRegion }) });
  const [suggestion] = await strategy.suggest(
    askOf(cube, history, { budget: { trials: 4 * trials } }),
  );
  return { meta: suggestion!.meta as { region?: number }, suggestion: suggestion!, history, cube };
};

test('the box is the default and can be turned off', async () => {
  expect((await suggestionsOf(2, 20)).meta.region).toBeGreaterThan(0);
  expect((await suggestionsOf(2, 20, false)).meta.region).toBeUndefined();
}, 60_000);

test('a small finite space has no box', async () => {
  const grid = space({ a: int(1, 20), b: int(1, 20) }) as Space;
  const points = drawPoints(grid, 20, createRng(3));
  const history = historyWith(points, points.map(bowl));
  const [suggestion] = await bayes().suggest(askOf(grid, history, { budget: { trials: 80 } }));
  expect(suggestion!.meta).toMatchObject({ phase: 'model' });
  expect((suggestion!.meta as { region?: number }).region).toBeUndefined();
});

test('suggestions lie in the box', async () => {
  for (const trials of [10, 20, 30]) {
    const { suggestion, history, cube, meta } = await suggestionsOf(3, trials);
    const designSize = initialDesignSize(3, { trials: 4 * trials });
    const { side, center } = trustRegion(cube, history, designSize)!;
    expect(meta.region).toBe(side);
    cube.encode(suggestion.point).forEach((coordinate, j) => {
      expect(Math.abs(coordinate - center[j]!)).toBeLessThanOrEqual(side / 2 + 1e-9);
    });
  }
}, 60_000);
