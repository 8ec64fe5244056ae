import {
  categorical,
  createRng,
  float,
  int,
  ordinal,
  space,
  type Choice,
  type FreeParameter,
  type Point,
  type Space,
} from '@tune/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bayes } from './bayes.ts';
import { askOf, drawPoints, historyWith } from './histories.test-util.ts';

const plain = space({ x: float(-5, 10), y: float(0, 15) }) as Space;
const mixed = space({ x: float(0, 1), n: int(1, 9), only: categorical(['choice']) }) as Space;
const wide = space(
  Object.fromEntries(Array.from({ length: 50 }, (_, j) => [`x${j}`, float(0, 1)])),
) as Space;

const SHAPES: Readonly<Record<string, (index: number) => number | undefined>> = {
  'equal values': () => 3,
  'all failed': () => Number.NaN,
  'huge values': (index) => (index % 2 === 0 ? 1e300 : -1e300),
  'tiny values': (index) => index * 1e-300,
  'one outlier': (index) => (index === 3 ? 1e300 : index),
  'one complete': (index) => (index === 2 ? 1 : Number.NaN),
  'all running': () => undefined,
  'largest and smallest': (index) => [Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, 0][index % 4],
};

describe.each(Object.entries({ plain, mixed, wide }))('%s space', (_, of) => {
  test.each(Object.entries(SHAPES))(
    '%s: gives a suggestion and does not throw',
    async (_name, shape) => {
      const points = drawPoints(of, 8, createRng(1));
      const history = historyWith(
        points,
        points.map((_point, index) => shape(index)),
      );
      for (const acquisition of ['logEI', 'ucb'] as const) {
        const strategy = bayes({ initialTrials: 2, acquisition, candidates: 64 });
        const [suggestion] = await strategy.suggest(askOf(of, history));
        expect(of.faults(suggestion!.point)).toEqual([]);
      }
    },
    60_000,
  );
});

const parameter: fc.Arbitrary<FreeParameter<Choice>> = fc.oneof(
  fc.constantFrom(
    ...[float(0, 1), float(1e-300, 1e300, { log: true }), float(-1e300, 1e300)],
    ...[float(5, 5 + 1e-12), float(0, 1, { step: 0.25 }), int(1, 5000, { log: true })],
    ordinal(['low', 'high', 'highest']),
  ) as fc.Arbitrary<FreeParameter<Choice>>,
  fc.integer({ min: 1, max: 3000 }).map((width) => int(-3, width - 3)),
  fc.integer({ min: 1, max: 5 }).map((count) => categorical([...Array(count).keys()])),
);
/** Some spaces have conditions, some a constraint on the first parameter. */
const anySpace = fc
  .tuple(
    fc.oneof(
      fc.array(parameter, { minLength: 1, maxLength: 5 }),
      fc.array(parameter, { minLength: 50, maxLength: 50 }),
    ),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([list, isConditional, isConstrained]) => {
    const later = list.map((one, j) =>
      isConditional && j % 2 === 1 ? one.when('kind', ['on']) : one,
    );
    const parameters = Object.fromEntries(later.map((one, j) => [`p${j}`, one]));
    const kind = categorical(['off', 'on', 'idle']);
    const of = space(isConditional ? { ...parameters, kind } : parameters) as Space;
    const inLowPart = (point: Point) => list[0]!.encode(point['p0']!) <= 0.7;
    return isConstrained ? of.constrain('low', inLowPart) : of;
  });
/** Any number for a complete trial, NaN for a failed one, undefined for a running one. */
const anyLoss = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noDefaultInfinity: true, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(0, 3, 1e300, -1e300, Number.MAX_VALUE, 5e-324) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, undefined) },
);

test('any space, losses and repeated points: as many valid new suggestions as possible', async () => {
  const trial = fc.tuple(fc.nat(9), anyLoss);
  await fc.assert(
    fc.asyncProperty(
      anySpace,
      fc.array(trial, { maxLength: 30 }),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom('logEI', 'ucb'),
      async (of, trials, count, acquisition) => {
        const pool = drawPoints(of, 10, createRng(trials.length));
        const points = trials.map(([index]) => pool[index]!);
        const history = historyWith(
          points,
          trials.map(([, loss]) => loss),
        );
        const strategy = bayes({ initialTrials: 2, acquisition, candidates: 32 });
        const suggestions = await strategy.suggest(askOf(of, history, { count }));
        const evaluated = new Set(points.map((point) => of.canonical(point)));
        const expected = Math.min(count, of.cardinality - evaluated.size);
        // With constraints the number of remaining points is unknown.
        if (of.constraints.length === 0) expect(suggestions).toHaveLength(expected);
        for (const { point, meta } of suggestions) {
          // The losses can always be modeled.
          const { reason = 'none' } = meta as { reason?: string };
          expect(['none', 'all maxima are evaluated']).toContain(reason);
          expect(of.faults(point)).toEqual([]);
          expect(evaluated.has(of.canonical(point))).toBe(false);
          evaluated.add(of.canonical(point));
        }
      },
    ),
    { numRuns: 150 },
  );
}, 120_000);

test('a repeated point with any values is not suggested again', async () => {
  const value = fc.oneof(fc.double({ noDefaultInfinity: true, noNaN: true }), fc.constant(1));
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 6, maxLength: 12 }), async (losses) => {
      const history = historyWith(
        losses.map(() => ({ x: 1, y: 1 })),
        losses,
      );
      const [suggestion] = await bayes({ candidates: 64 }).suggest(askOf(plain, history));
      expect(suggestion!.point).not.toEqual({ x: 1, y: 1 });
    }),
    { numRuns: 20 },
  );
}, 60_000);

test('eight suggestions at once on a function of several basins are not close to each other', async () => {
  const points = drawPoints(plain, 20, createRng(3));
  const waves = points.map(({ x, y }) => Math.sin(x as number) * Math.cos((y as number) / 2));
  const history = historyWith(points, waves);
  const suggestions = await bayes().suggest(askOf(plain, history, { count: 8 }));
  const rows = suggestions.map(({ point }) => plain.encode(point));
  for (const [i, a] of rows.entries()) {
    for (const b of rows.slice(i + 1)) {
      expect(Math.max(...a.map((value, j) => Math.abs(value - b[j]!)))).toBeGreaterThan(0.005);
    }
  }
}, 60_000);

test('a running trial moves the next suggestion away, with any scratch', async () => {
  const points = drawPoints(plain, 12, createRng(4));
  const losses = points.map(({ x, y }) => Math.sin(x as number) + (y as number) / 15);
  const [first] = await bayes().suggest(askOf(plain, historyWith(points, losses)));
  const running = historyWith([...points, first!.point], [...losses, undefined]);
  const next = async () => (await bayes().suggest(askOf(plain, running)))[0]!;
  const [second, again] = [await next(), await next()];
  expect(again).toEqual(second);
  expect(second.meta).toMatchObject({ phase: 'model', pending: 1 });
  const gap = plain.encode(second.point).map((v, j) => v - plain.encode(first!.point)[j]!);
  expect(Math.max(...gap.map(Math.abs))).toBeGreaterThan(0.01);
}, 60_000);

describe('invariance', () => {
  const loss = ({ x, y }: Readonly<Record<string, unknown>>, scale = 1) =>
    Math.sin((x as number) / scale) + ((y as number) / scale - 4) ** 2 / 9;
  const suggestionFor = async (of: Space, seed: number, change: (value: number) => number) => {
    const points = drawPoints(of, 12, createRng(seed));
    const scale = of === plain ? 1 : 2 ** 10;
    const history = historyWith(
      points,
      points.map((point) => change(loss(point, scale))),
    );
    const [suggestion] = await bayes().suggest(askOf(of, history, { rng: createRng(seed) }));
    return of.encode(suggestion!.point);
  };
  const seeds = Array.from({ length: 8 }, (_, index) => index + 1);

  test('scaling a range by 2^10 or values by 2^20 changes no bit', async () => {
    const stretched = space({
      x: float(-5 * 2 ** 10, 10 * 2 ** 10),
      y: float(0, 15 * 2 ** 10),
    }) as Space;
    for (const seed of seeds) {
      const before = await suggestionFor(plain, seed, (value) => value);
      expect(await suggestionFor(stretched, seed, (value) => value)).toEqual(before);
      expect(await suggestionFor(plain, seed, (value) => value * 2 ** 20)).toEqual(before);
    }
  }, 60_000);

  test('scaling values by 1e6 or adding 1e6 gives the same point, except for rounding', async () => {
    let far = 0;
    for (const seed of seeds) {
      const before = await suggestionFor(plain, seed, (value) => value);
      for (const change of [(v: number) => v * 1e6, (v: number) => v + 1e6]) {
        const after = await suggestionFor(plain, seed, change);
        if (after.some((value, j) => Math.abs(value - before[j]!) > 1e-6)) far += 1;
      }
    }
    expect(far).toBeLessThanOrEqual(2);
  }, 60_000);
});
