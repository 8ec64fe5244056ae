import { createStudy, float, int, space, type Point, type Space, type Strategy } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bayes } from '../bayes/bayes.ts';
import { askOf, historyWith } from '../bayes/histories.test-util.ts';
import { grid } from '../grid/grid.ts';
import { random } from '../random.ts';
import { narrowSpaces } from './narrow-spaces.test-util.ts';

const STRATEGIES = { random, grid, bayes };

/** The same strategy with an empty scratch at each ask. */
const forgetful = (strategy: Strategy): Strategy => ({
  ...strategy,
  suggest: (ask) => {
    ask.scratch.clear();
    return strategy.suggest(ask);
  },
});

/** The points of a study, whose values are better for larger first numbers. */
async function pointsOf(
  of: Space,
  strategy: Strategy,
  { trials, start }: { trials: number; start?: Point },
): Promise<Point[]> {
  const study = await createStudy({ space: of, strategy, seed: 5, budget: { trials } });
  if (start !== undefined) await study.enqueue(start);
  for (;;) {
    const trial = await study.ask();
    if (trial === undefined) break;
    await study.tell(trial, -Number(trial.point['a'] ?? 0));
  }
  const points = study.trials.map(({ point }) => point);
  await study.dispose();
  return points;
}

const distinct = (of: Space, points: readonly Point[]): number =>
  new Set(points.map((point) => of.canonical(point))).size;

describe.each(Object.entries(narrowSpaces))('%s', (_, of) => {
  test.each(Object.entries(STRATEGIES))(
    '%s finds different allowed points',
    async (name, make) => {
      const points = await pointsOf(of, make(), { trials: 14 });
      expect(points).toHaveLength(14);
      for (const point of points) expect(of.faults(point)).toEqual([]);
      expect(distinct(of, points)).toBeGreaterThanOrEqual(name === 'random' ? 13 : 14);
    },
    120_000,
  );
});

test('the model of bayes finds better points than chance where few are allowed', async () => {
  const of = narrowSpaces['six ints that sum to 1000']!;
  const best = async (strategy: Strategy) => {
    const points = await pointsOf(of, strategy, { trials: 20 });
    return Math.max(...points.map(({ a }) => Number(a)));
  };
  expect(await best(bayes())).toBeGreaterThan(900);
  expect(await best(random())).toBeLessThan(800);
}, 60_000);

test('the points of random are spread over all that are allowed', async () => {
  const of = narrowSpaces['six ints that sum to 1000']!;
  const count = 400;
  const points = await pointsOf(of, random(), { trials: count });
  const shares = points.map((point) => Object.values(point).map((value) => Number(value) / 1000));
  for (let j = 0; j < 6; j++) {
    const values = shares.map((share) => share[j]!);
    // The mean of a share is 1/6, its standard deviation 0.141.
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    expect(Math.abs(mean - 1 / 6)).toBeLessThan((5 * 0.141) / Math.sqrt(count));
    // A share is below 1 - 0.5 ** (1 / 5) in half of all points.
    const below = values.filter((value) => value < 1 - 0.5 ** (1 / 5)).length / count;
    expect(Math.abs(below - 0.5)).toBeLessThan(2.5 / Math.sqrt(count));
  }
  // One share is above a half in 6 / 2 ** 5 of all points.
  const large = shares.filter((share) => Math.max(...share) > 0.5).length / count;
  expect(Math.abs(large - 6 / 32)).toBeLessThan(2 / Math.sqrt(count));
}, 60_000);

test.each(Object.entries(STRATEGIES))(
  '%s finds the only allowed point of a million',
  async (name, make) => {
    const of = space({ a: int(0, 999), b: int(0, 999) }).constrain(
      'one point',
      ({ a, b }) => a === 321 && b === 654,
    ) as Space;
    const points = await pointsOf(of, make(), { trials: 3 });
    expect(points).toEqual(Array(name === 'random' ? 3 : 1).fill({ a: 321, b: 654 }));
  },
  60_000,
);

test.each(Object.entries({ random, bayes }))(
  '%s walks from an enqueued point where nothing else finds one',
  async (_, make) => {
    const of = space({ a: float(0, 1), b: float(0, 1), c: float(0, 1) }).constrain(
      'exact sum',
      ({ a, b, c }) => Math.abs(a + b + c - 1) < 1e-13,
    ) as Space;
    const start = { a: 0.25, b: 0.25, c: 0.5 };
    const points = await pointsOf(of, make(), { trials: 8, start });
    expect(distinct(of, points)).toBe(8);
  },
  60_000,
);

test.each(Object.entries(STRATEGIES))(
  '%s says how many points it tried, and what helps',
  async (_, make) => {
    const never = space({ a: float(0, 1) }).constrain('odd sum', () => false) as Space;
    const ask = make().suggest(askOf(never, historyWith([], [])));
    await expect(ask).rejects.toMatchObject({
      code: 'SPACE_CONSTRAINT_NARROW',
      message: expect.stringMatching(/"odd sum" was found among 1\d{6} points\. Enqueue one/),
    });
  },
  60_000,
);

describe('a finite space without an allowed point', () => {
  const plain = space({ a: int(0, 9), b: int(0, 9) }) as Space;
  const isEven = ({ a }: Point) => Number(a) % 2 === 0;
  const a = ({ a: value }: Point) => Number(value);
  const cases: [string, Space, RegExp][] = [
    [
      'names the constraint that refuses all',
      plain.constrain('even', isEven).constrain('large', (point) => a(point) > 9),
      /: "large" refuses each of its 100 points; correct or loosen it\.$/,
    ],
    [
      'names the two that refuse all together',
      plain
        .constrain('even', isEven)
        .constrain('small', (point) => a(point) < 5)
        .constrain('odd', (point) => !isEven(point)),
      /: "even", "odd" together refuse each of its 100 points; correct or loosen them\.$/,
    ],
    [
      'names all three if each pair leaves some',
      plain
        .constrain('not 0', (point) => a(point) % 3 !== 0)
        .constrain('not 1', (point) => a(point) % 3 !== 1)
        .constrain('not 2', (point) => a(point) % 3 !== 2),
      /: "not 0", "not 1", "not 2" together refuse/,
    ],
    [
      'is recognized up to a million points',
      space({ a: int(0, 499), b: int(0, 999) }).constrain('never', () => false) as Space,
      /: "never" refuses each of its 500000 points/,
    ],
  ];
  test.each(cases)(
    '%s',
    async (_title, of, message) => {
      for (const make of Object.values(STRATEGIES)) {
        await expect(make().suggest(askOf(of, historyWith([], [])))).rejects.toMatchObject({
          code: 'SPACE_CONSTRAINT_EMPTY',
          message: expect.stringMatching(message),
        });
      }
    },
    60_000,
  );
});

test.each(Object.entries(STRATEGIES))(
  '%s lets the event loop run beside a slow constraint, and stops when it is told to',
  async (_, make) => {
    let calls = 0;
    const busy = () => {
      calls += 1;
      if (calls > 2000) throw new Error('nothing else ran');
      for (const end = performance.now() + 2; performance.now() < end;);
      return false;
    };
    const slow = space({ a: float(0, 1), n: int(1, 9) }).constrain('slow', busy) as Space;
    const controller = new AbortController();
    const { signal } = controller;
    let turns = 0;
    const count = () => {
      turns += 1;
      if (turns === 20) controller.abort(new Error('enough'));
      else setImmediate(count);
    };
    setImmediate(count);
    const ask = make().suggest(askOf(slow, historyWith([], []), { signal }));
    await expect(ask).rejects.toThrow('enough');
    expect(turns).toBe(20);
  },
  60_000,
);

test.each(Object.entries(STRATEGIES))('%s ends if a constraint fails', async (_, make) => {
  let calls = 0;
  const fails = narrowSpaces['six ints that sum to 1000']!.constrain('fails', () => {
    calls += 1;
    if (calls > 500) throw new Error('out of memory');
    return true;
  });
  await expect(make().suggest(askOf(fails, historyWith([], [])))).rejects.toMatchObject({
    code: 'SPACE_CONSTRAINT_FAILED',
    message: expect.stringContaining('"fails" must return true or false'),
  });
});

test.each(Object.entries(STRATEGIES))(
  '%s finds the few allowed points of any space, and nothing but them',
  async (name, make) => {
    const few = fc.record({
      levels: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
      seeds: fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 5 }),
      names: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(few, async ({ levels, seeds, names }) => {
        const plain = space(
          Object.fromEntries(levels.map((count, j) => [`p${j}`, int(1, count)])),
        ) as Space;
        const allowed = new Set(
          seeds.map((seed) => {
            const rng = createRng(seed);
            return plain.canonical(plain.decode(levels.map(() => rng.next())));
          }),
        );
        const isKnown = (point: Point) => allowed.has(plain.canonical(point));
        let of = plain;
        // Each constraint alone allows more than all of them together.
        for (let part = 0; part < names; part++) {
          of = of.constrain(
            `part ${part}`,
            (point) => isKnown(point) || plain.canonical(point).length % names !== part,
          );
        }
        const trials = allowed.size + 2;
        const points = await pointsOf(of, make(), { trials });
        expect(points.every(isKnown)).toBe(true);
        if (name === 'random') expect(points).toHaveLength(trials);
        else expect(points.length).toBe(distinct(of, points));
        if (name !== 'random') expect(points).toHaveLength(allowed.size);
        expect(await pointsOf(of, forgetful(make()), { trials })).toEqual(points);
      }),
      { numRuns: 20 },
    );
  },
  120_000,
);

test.each([
  ['grid', grid()],
  ['bayes', bayes()],
])(
  '%s tries every level once, also after a point that was off by rounding',
  async (_, strategy) => {
    const of = space({ a: float(0, 1, { step: 0.1 }) }) as Space;
    const points = await pointsOf(of, strategy, { trials: 30, start: { a: 0.1 * 3 } });
    const levels = Array.from({ length: 11 }, (__, level) => level / 10);
    expect(points.map(({ a }) => a).toSorted()).toEqual(levels);
  },
);
