import {
  createStudy,
  categorical,
  float,
  int,
  memoryStorage,
  space,
  type Budget,
  type Space,
} from '@tune/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grid, gridLevels } from './grid.ts';

const walk = async (
  of: Space,
  count: number,
  { seed = 1, budget }: { seed?: number; budget?: Budget } = {},
) => {
  const study = await createStudy({
    name: 'g',
    space: of,
    direction: 'minimize',
    strategy: grid(),
    storage: memoryStorage(),
    seed,
    clock: () => 0,
    ...(budget === undefined ? {} : { budget }),
  });
  for (let n = 0; n < count; n++) {
    const [trial] = await study.ask();
    if (trial === undefined) break;
    await study.tell(trial, { state: 'complete', values: [0] });
  }
  return study.trials.map(({ point }) => point);
};

test('the grid is the smallest balanced one that reaches the budget', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 9 })), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.integer({ min: 1, max: 200 }),
      (caps, budget) => {
        const levels = gridLevels(caps, budget);
        const product = levels.reduce((a, b) => a * b, 1);
        const all = caps.reduce((a, b) => a * b, 1);
        expect(product).toBeGreaterThanOrEqual(Math.min(budget, all));
        const open = levels.filter((level, j) => level < caps[j]!);
        if (open.length > 1) expect(Math.max(...open) - Math.min(...open)).toBeLessThanOrEqual(1);
        // With one level less in the finest coordinate the grid is below the budget.
        const finest = Math.max(...levels);
        if (finest > 1 && product > 1)
          expect((product / finest) * (finest - 1)).toBeLessThan(Math.max(budget, 2));
      },
    ),
  );
});

test('8 trials on two floats walk a 3 x 3 grid of middles', async () => {
  const points = await walk(space({ x: float(0, 3), y: float(0, 3) }) as Space, 8, {
    budget: { trials: 8 },
  });
  for (const { x, y } of points) expect([0.5, 1.5, 2.5]).toEqual(expect.arrayContaining([x, y]));
  expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(8);
});

test('another seed gives another order of the same grid', async () => {
  const of = space({ x: float(0, 1), y: float(0, 1) }) as Space;
  const [a, b] = [
    await walk(of, 9, { budget: { trials: 9 } }),
    await walk(of, 9, { seed: 2, budget: { trials: 9 } }),
  ];
  expect(a).not.toEqual(b);
  const sorted = (points: unknown[]) => points.map((point) => JSON.stringify(point)).sort();
  expect(sorted(a)).toEqual(sorted(b));
});

test('without a budget nested grids of 1, 3 and 9 levels repeat no point', async () => {
  const points = await walk(space({ x: float(0, 1) }) as Space, 9);
  expect(points[0]).toEqual({ x: 0.5 });
  const ninths = points.map(({ x }) => Math.round((x as number) * 18));
  expect(ninths.slice(1, 3).toSorted((a, b) => a - b)).toEqual([3, 15]);
  expect(ninths.toSorted((a, b) => a - b)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17]);
});

test('walks a finite space completely and without duplicates, on a log scale too', async () => {
  const of = space({ a: int(1, 20, { log: true }), b: categorical(['p', 'q', 'r']) }) as Space;
  for (const budget of [undefined, { trials: 7 }, { trials: 60 }, { trials: 500 }]) {
    const points = await walk(of, 100, budget === undefined ? {} : { budget });
    const distinct = new Set(points.map((point) => of.canonical(point))).size;
    expect(distinct).toBe(points.length);
    if (budget?.trials !== 7) expect(distinct).toBe(60);
  }
});

test('ends a range of a few doubles, but not the ranges of other parameters', async () => {
  const tiny = float(1, 1 + Number.EPSILON);
  const few = float(1, 1 + 9 * Number.EPSILON);
  for (const budget of [undefined, { trials: 50 }]) {
    const given = budget === undefined ? {} : { budget };
    const two = await walk(space({ x: tiny }) as Space, 50, given);
    expect(two.map(({ x }) => x).toSorted()).toEqual([1, 1 + Number.EPSILON]);
    const ten = await walk(space({ x: few }) as Space, 50, given);
    expect(new Set(ten.map(({ x }) => x)).size).toBe(10);
    expect(ten).toHaveLength(10);
    const more = await walk(space({ x: tiny, y: float(0, 1) }) as Space, 50, given);
    expect(more).toHaveLength(50);
  }
});
