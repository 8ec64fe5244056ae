import {
  createStudy,
  float,
  space,
  type Curve,
  type CurveHistory,
  type Objective,
  type Pruner,
  type Space,
} from '@tune/core';
import { createRng, curveHistory } from '@tune/core/plugin';
import { describePruner } from '@tune/testkit/vitest';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { random } from '../random.ts';
import { builtInPruners } from './built-in.ts';
import { halving } from './halving.ts';
import { median } from './median.ts';
import { plainHalving, plainMedian, type PlainDecision } from './plain.test-util.ts';

const curve = (number: number, losses: readonly number[], state: Curve['state']): Curve => ({
  number,
  state,
  points: losses.map((loss, index) => ({ step: 10 * (index + 1), loss })),
});
const complete = (number: number, ...losses: number[]) => curve(number, losses, 'complete');
const running = (number: number, ...losses: number[]) => curve(number, losses, 'running');

/** What a pruner answers to a report when it has seen nothing before. */
const decides =
  ({ decide }: Pruner) =>
  (others: readonly Curve[], trial: Curve) =>
    decide(curveHistory(others), trial);

for (const [name, make] of Object.entries(builtInPruners)) describePruner(name, () => make());

test('median compares the best loss so far with the median of the running means of complete trials', () => {
  const known = [complete(1, 4, 2), complete(2, 8, 4), complete(3, 10, 6)];
  const decide = decides(median({ startTrials: 3 }));
  // Means at step 10: 4, 8, 10; at step 20: 3, 6, 8.
  expect(decide(known, running(4, 8))).toBe('keep');
  expect(decide(known, running(4, 8.1))).toBe('stop');
  expect(decide(known, running(4, 6.1, 7))).toBe('stop');
  expect(decide(known, running(4, 6, 9))).toBe('keep');
  expect(decide(known.slice(1), running(4, 99))).toBe('keep');
  expect(decide([...known.slice(1), running(1, 1)], running(4, 99))).toBe('keep');
  expect(decide(known, running(4, Infinity))).toBe('stop');
  const late = decides(median({ startTrials: 3, warmupSteps: 11 }));
  expect(late(known, running(4, 99))).toBe('keep');
});

test('median leaves NaN of other trials out, and stops a trial that reports nothing else', () => {
  const NAN = Infinity;
  const known = [complete(1, NAN, 4), complete(2, 8, NAN), complete(3, NAN, NAN)];
  const decide = decides(median({ startTrials: 2 }));
  // Only one trial has a finite loss at step 10; two have at step 20: means 4 and 8.
  expect(decide(known, running(4, NAN))).toBe('keep');
  expect(decide(known, running(4, NAN, NAN))).toBe('stop');
  expect(decide(known, running(4, NAN, 6))).toBe('keep');
  expect(decide(known, running(4, NAN, 6.1))).toBe('stop');
  const diverged = [1, 2, 3, 4, 5].map((number) => complete(number, NAN));
  expect(decide([...diverged, complete(6, 1), complete(7, 3)], running(8, 9))).toBe('stop');
});

test('halving stops a trial whose loss at a rung is NaN, unless it is the first there', () => {
  const NAN = Infinity;
  const decide = decides(halving({ reduction: 3 }));
  expect(decide([], running(1, NAN))).toBe('keep');
  expect(decide([running(1, NAN)], running(2, NAN))).toBe('stop');
  const others = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => complete(number, NAN));
  expect(decide([...others, complete(9, 1)], running(10, NAN))).toBe('stop');
  expect(decide([...others, complete(9, 1)], running(10, 2))).toBe('keep');
});

test('halving takes the first report at or beyond a rung, however sparse the steps are', () => {
  const at = (number: number, steps: readonly number[], losses: readonly number[]): Curve => ({
    ...{ number, state: 'running' },
    points: steps.map((step, index) => ({ step, loss: losses[index]! })),
  });
  const decide = decides(halving({ reduction: 3, minSteps: 10 }));
  const other = at(1, [7, 95], [0, 5]);
  // Rungs are 10, 30, 90: the other trial reached all three with its loss at step 95.
  expect(decide([other], at(2, [10], [6]))).toBe('stop');
  expect(decide([other], at(2, [10], [4]))).toBe('keep');
  expect(decide([other], at(2, [9], [6]))).toBe('keep');
  expect(decide([other], at(2, [89], [6]))).toBe('stop');
  expect(decide([other], at(2, [30, 89], [4, 6]))).toBe('keep');
  expect(decide([other], at(2, [30, 2 ** 53 - 1], [4, 6]))).toBe('keep');
});

test('halving keeps one of three trials at a rung, and all trials between rungs', () => {
  const decide = decides(halving({ reduction: 3 }));
  expect(decide([], running(1, 5))).toBe('keep');
  expect(decide([running(1, 5)], running(2, 6))).toBe('stop');
  expect(decide([running(1, 5)], running(2, 4))).toBe('keep');
  // Ties continue, whichever trial came first.
  expect(decide([running(1, 5)], running(2, 5))).toBe('keep');
  const five = [1, 2, 3, 4, 5].map((loss) => complete(loss, loss));
  expect(decide(five, running(6, 1.5))).toBe('keep');
  expect(decide(five, running(6, 2.5))).toBe('stop');
  // Step 20 lies between the rungs 10 and 30.
  expect(decide(five, running(6, 9, 9))).toBe('keep');
  expect(decide([complete(1, 1, 1, 1)], running(2, 0, 0, 2))).toBe('stop');
  expect(decide([complete(1, 1, 1)], running(2, 0, 0, 2))).toBe('keep');
  expect(decide([complete(1, 1)], running(2, Infinity))).toBe('stop');
});

test.each(Object.keys(builtInPruners))('%s is pure and never stops the best trial', (name) => {
  const pruner = builtInPruners[name]!();
  const losses = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(losses, { maxLength: 12 }), losses, (all, own) => {
      const others = all.map((one, index) => Object.freeze(complete(index + 1, ...one)));
      const trial = Object.freeze(running(99, ...own));
      const history = curveHistory(others);
      const decision = pruner.decide(history, trial);
      expect(pruner.decide(history, trial)).toBe(decision);
      expect(pruner.decide(curveHistory(others), trial)).toBe(decision);
      const best = running(99, ...own.map(() => -1));
      expect(pruner.decide(history, best)).toBe('keep');
    }),
  );
});

const PLAIN: Readonly<Record<string, PlainDecision>> = {
  median: plainMedian,
  halving: plainHalving,
};

/** A curve whose steps and losses repeat often, so that ties and equal rungs occur. */
const anyCurve = fc
  .record({
    state: fc.constantFrom('running', 'complete', 'complete', 'pruned', 'failed'),
    steps: fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 8 }),
    losses: fc.array(
      fc.oneof(
        fc.integer({ min: -3, max: 3 }).map((third) => third / 3),
        fc.double({ noNaN: true, min: -1e3, max: 1e3 }),
        fc.constant(Infinity),
        fc.constant(Infinity),
      ),
      { minLength: 8, maxLength: 8 },
    ),
  })
  .map(({ state, steps, losses }): Omit<Curve, 'number'> => {
    const points = steps.sort((a, b) => a - b).map((step, i) => ({ step, loss: losses[i]! }));
    return { state, points };
  });

test.each(Object.keys(builtInPruners))(
  '%s gives the same answers as its plain formula over all curves, report by report',
  (name) => {
    fc.assert(
      fc.property(fc.array(anyCurve, { maxLength: 14 }), anyCurve, (all, own) => {
        const others = all.map((one, index) => ({ ...one, number: index + 1 }));
        const history = curveHistory(others);
        const pruner = builtInPruners[name]!();
        own.points.forEach((_, index) => {
          const points = own.points.slice(0, index + 1);
          const trial: Curve = { number: 99, state: 'running', points };
          expect(pruner.decide(history, trial)).toBe(PLAIN[name]!(others, trial));
        });
      }),
      { numRuns: 1000 },
    );
  },
);

test.each(Object.keys(builtInPruners))(
  '%s looks at each ended curve once for each step',
  (name) => {
    let looks = 0;
    const rng = createRng(4);
    const others = Array.from({ length: 500 }, (_, index): Curve => {
      const { points } = complete(index, ...Array.from({ length: 9 }, () => rng.next()));
      return {
        number: index,
        state: 'complete',
        get points() {
          looks += 1;
          return points;
        },
      };
    });
    const history: CurveHistory = curveHistory(others);
    const pruner = builtInPruners[name]!();
    for (let trial = 0; trial < 20; trial++) {
      for (let step = 1; step <= 9; step++)
        pruner.decide(history, running(999, ...Array(step).fill(0)));
    }
    expect(looks).toBeLessThanOrEqual(500 * 9);
  },
);

test('refuses invalid options in the name of the pruner', () => {
  expect(() => halving({ reduction: 1 })).toThrow(/The pruner "halving"/);
  expect(() => median({ startTrial: 1 } as object)).toThrow(/The pruner "median".*startTrials/);
});

/** Reports a value that grows to `x` in ten steps. */
const learning: Objective = {
  name: 'learning',
  space: space({ x: float(0, 1) }) as Space,
  direction: 'maximize',
  steps: 10,
  async evaluate({ x }, { report, signal }) {
    for (let step = 1; step <= 10; step++) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      report(step, ((x as number) * step) / 10, 10);
    }
    return x as number;
  },
};

async function search(pruner: Pruner | undefined, concurrency = 1, objective = learning) {
  const study = await createStudy({
    space: learning.space,
    direction: 'maximize',
    strategy: random(),
    seed: 3,
    budget: { steps: 200, stepsPerTrial: 10 },
  });
  await study.optimize(objective, { concurrency, ...(pruner === undefined ? {} : { pruner }) });
  return study;
}

test.each(Object.keys(builtInPruners))(
  '%s: the steps saved by pruning go into further trials',
  async (name) => {
    const study = await search(builtInPruners[name]!());
    const pruned = study.trials.filter(({ state }) => state === 'pruned');
    expect(pruned.length).toBeGreaterThan(5);
    expect(study.trials.length).toBeGreaterThan(20);
    const steps = study.trials.reduce((sum, { outcome }) => sum + outcome!.metrics!['steps']!, 0);
    expect(steps).toBeLessThanOrEqual(200);
    expect(steps).toBeGreaterThan(190);
    for (const { outcome } of pruned) {
      expect(outcome).toMatchObject({
        state: 'pruned',
        reason: expect.stringMatching(`^pruned by ${name} at step \\d+$`),
        value: expect.any(Number),
      });
    }
    // The best trial was not stopped.
    const best = Math.max(...study.trials.map(({ point }) => Number(point['x'])));
    expect(study.best?.point['x']).toBe(best);
    // Decisions do not depend on timing.
    const again = await search(builtInPruners[name]!());
    expect(again.trials.map(({ point, state, outcome }) => ({ point, state, outcome }))).toEqual(
      study.trials.map(({ point, state, outcome }) => ({ point, state, outcome })),
    );
  },
);

test('without a pruner the budget pays for 20 full trials', async () => {
  const study = await search(undefined);
  expect(study.trials).toHaveLength(20);
  expect(study.trials.every(({ state }) => state === 'complete')).toBe(true);
});

test('prunes trials that run at the same time within the budget', async () => {
  const study = await search(median(), 4);
  const steps = study.trials.reduce((sum, { outcome }) => sum + outcome!.metrics!['steps']!, 0);
  expect(steps).toBeLessThanOrEqual(200);
  expect(study.trials.some(({ state }) => state === 'pruned')).toBe(true);
});

test('how soon the signal reaches the objective does not change what is stored', async () => {
  // Returns its value before it can be stopped.
  const instant: Objective = {
    ...learning,
    evaluate({ x }, { report }) {
      for (let step = 1; step <= 10; step++) report(step, ((x as number) * step) / 10, 10);
      return x as number;
    },
  };
  const stored = async (objective: Objective) =>
    (await search(median(), 1, objective)).trials.map(({ point, outcome }) => ({
      point,
      outcome,
    }));
  expect(await stored(instant)).toEqual(await stored(learning));
});
