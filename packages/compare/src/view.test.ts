import {
  categorical,
  memoryStorage,
  space,
  type Objective,
  type Outcome,
  type Pruner,
  type Storage,
  type Stopping,
  type Strategy,
  type Trial,
} from '@tune/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Comparison } from './comparison.ts';
import type { Design } from './design.ts';
import { around, designOf, distance, endedTrials, pause, run } from './experiment.test-util.ts';
import { storedRuns } from './stored-runs.ts';
import { summarize } from './summary.ts';
import { viewOf } from './view.ts';

/** Counts what is evaluated. */
function counted() {
  const points: number[] = [];
  const objective = distance();
  return {
    points,
    objective: {
      ...objective,
      async evaluate(point: Readonly<Record<string, unknown>>, context: never) {
        points.push(point['x'] as number);
        return objective.evaluate(point as never, context);
      },
    },
  };
}

/** Without times, which differ from run to run. */
const timeless = ({ strategies, ...rest }: Comparison) => ({
  ...rest,
  strategies: strategies.map(({ suggestSeconds: _, evaluateSeconds: __, ...one }) => one),
});

test('a view of the first trials of longer runs equals the shorter comparison', async () => {
  const sizes = fc.record({
    short: fc.integer({ min: 1, max: 5 }),
    more: fc.integer({ min: 1, max: 5 }),
    repeats: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ short, more, repeats }) => {
      const { objective, points } = counted();
      const storage = memoryStorage();
      const long = designOf({ objective, repeats, trials: short + more });
      await run(long, { storage });
      const before = points.length;
      const view = await run({ ...long, trials: short }, { storage });
      // Nothing is evaluated again, and nothing is taken away.
      expect(points.length).toBe(before);
      expect(view.isComplete).toBe(true);
      const alone = await run({ ...long, trials: short });
      expect(timeless(view.comparison)).toEqual(timeless(alone.comparison));
      const plan = view.events.find(({ type }) => type === 'plan');
      expect(plan).toEqual({
        ...{ type: 'plan', runs: 3 * repeats, reusedRuns: 3 * repeats },
        ...{ reusedTrials: 3 * repeats * short, missingTrials: 0 },
      });
      expect((await run(long, { storage })).comparison.strategies[0]!.measured).toBe(
        repeats * (short + more),
      );
      expect(points.length).toBe(before + 3 * repeats * short);
    }),
    { numRuns: 12 },
  );
});

test('a longer comparison, more repeats and another strategy run exactly what is missing', async () => {
  const { objective, points } = counted();
  const storage = memoryStorage();
  const [near, wide, off] = designOf().contenders;
  const base = designOf({ objective, contenders: [near!, wide!], trials: 3, repeats: 2 });
  const missing = async (design: Design): Promise<[planned: number, evaluated: number]> => {
    const before = points.length;
    const { events } = await run(design, { storage });
    const plan = events.find((event) => event.type === 'plan')!;
    return [plan.missingTrials, points.length - before];
  };
  expect(await missing(base)).toEqual([12, 12]);
  expect(await missing({ ...base, repeats: 4 })).toEqual([12, 12]);
  expect(await missing({ ...base, contenders: [near!, wide!, off!] })).toEqual([6, 6]);
  expect(await missing({ ...base, trials: 5 })).toEqual([8, 8]);
  expect(await missing({ ...base, repeats: 4, trials: 4 })).toEqual([4, 4]);
  expect(await missing(base)).toEqual([0, 0]);
});

test('comparisons of different sizes that run at once leave the larger budget, and share trials', async () => {
  const { objective, points } = counted();
  const storage = memoryStorage();
  const base = designOf({ objective, trials: 2, repeats: 1 });
  await run(base, { storage });
  const [short, long] = await Promise.all([
    run({ ...base, trials: 4 }, { storage }),
    run({ ...base, trials: 8 }, { storage }),
  ]);
  expect(short.comparison.strategies.map(({ measured }) => measured)).toEqual([4, 4, 4]);
  expect(long.comparison.strategies.map(({ measured }) => measured)).toEqual([8, 8, 8]);
  expect(points).toHaveLength(24);
});

test('a trial of a longer comparison that was cut off is run if the shorter one has it, else not', async () => {
  const storage = memoryStorage();
  const stop = new AbortController();
  let isCut = false;
  const objective: Objective = {
    ...distance(),
    async evaluate({ x }, { signal }) {
      await pause();
      if (isCut) await new Promise((_, reject) => signal.addEventListener('abort', reject));
      return x as number;
    },
  };
  const long = designOf({ objective, repeats: 1, trials: 6 });
  await run(long, {
    storage,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type !== 'trial-started' || event.trial.number < 4) return;
      isCut = true;
      setTimeout(() => stop.abort());
    },
  });
  isCut = false;
  const { events, isComplete } = await run({ ...long, trials: 3 }, { storage });
  expect(isComplete).toBe(true);
  expect(events.filter(({ type }) => type === 'trial-started')).toEqual([]);
  const four = await run({ ...long, trials: 4 }, { storage });
  expect(endedTrials(four.events, 'near').map(({ number, attempt }) => [number, attempt])).toEqual([
    [4, 2],
  ]);
});

test('with a pruner a view has the trials that its steps would have paid for', async () => {
  const objective: Objective = {
    ...distance(),
    steps: 4,
    async evaluate({ x }, { report }) {
      for (let step = 1; step <= 4; step++) {
        report(step, x as number);
        await pause(1);
      }
      return x as number;
    },
  };
  const pruner: Pruner = {
    name: 'upper',
    decide: (_, { points }) => (points.at(-1)!.loss > 0.6 ? 'stop' : 'keep'),
  };
  const design = designOf({ repeats: 2, objective, pruner });
  const storage = memoryStorage();
  await run({ ...design, trials: 7 }, { storage });
  const view = await run({ ...design, trials: 3 }, { storage });
  const alone = await run({ ...design, trials: 3 });
  expect(view.isComplete).toBe(true);
  expect(timeless(view.comparison)).toEqual(timeless(alone.comparison));
  expect(alone.comparison.strategies.some(({ pruned }) => pruned > 0)).toBe(true);
});

const trialOf = (number: number, value: number, from: number, to: number): Trial => ({
  ...{ number, attempt: 1, token: '', state: 'complete', point: { x: value }, seed: 1, value },
  outcome: { state: 'complete', values: [value] } satisfies Outcome,
  ...{ suggestSeconds: 0, evaluateSeconds: to - from, startedAt: from, endedAt: to },
});

test('a view ends where a stopping rule would have, with what ran beside its last trial', () => {
  const trials = [
    trialOf(1, 5, 0, 10),
    trialOf(2, 3, 0, 20),
    trialOf(3, 4, 10, 30),
    // These two began before the fifth had ended; the sixth did not.
    trialOf(4, 6, 20, 50),
    trialOf(5, 7, 30, 40),
    trialOf(6, 1, 40, 60),
  ];
  const seen = (stopping: Stopping): number[] =>
    viewOf(trials, designOf({ trials: 10, stopping })).trials.map(({ number }) => number);
  expect(seen({})).toEqual([1, 2, 3, 4, 5, 6]);
  expect(seen({ target: 3 })).toEqual([1, 2, 3]);
  expect(seen({ patience: 2 })).toEqual([1, 2, 3, 4, 5]);
  expect(viewOf(trials, designOf({ trials: 10, stopping: { patience: 2 } })).isOver).toBe(true);
  expect(viewOf(trials, designOf({ trials: 10 })).isOver).toBe(false);
});

test('what is stored is summarized without strategies as the comparison was', async () => {
  const storage: Storage = memoryStorage();
  const design = designOf({ repeats: 2 });
  const { comparison } = await run(design, { storage });
  const unknown: Strategy = { ...around(0), suggest: () => Promise.reject(new Error('no')) };
  const labels = design.contenders.map(({ label }) => ({ label, strategy: unknown }));
  const shown = { ...design, contenders: labels };
  expect(summarize(shown, await storedRuns(storage, shown))).toEqual(comparison);
});

test('a stored run with another space is refused as before, whatever is planned with it', async () => {
  const storage = memoryStorage();
  const other = space({ kind: categorical(['a', 'b']) });
  const objective: Objective = {
    ...distance(),
    space: other,
    test: () => ({ ...distance(), space: other, evaluate: async () => 1 }),
    evaluate: async () => 1,
  };
  const picky: Strategy = { ...around(0), suggest: async () => [{ point: { kind: 'a' } }] };
  const contenders = [{ label: 'near', strategy: picky }];
  await run(designOf({ objective, contenders, repeats: 1 }), { storage });
  const tested = { ...distance(), test: () => distance() };
  await expect(run(designOf({ objective: tested, repeats: 1 }), { storage })).rejects.toMatchObject(
    { code: 'STUDY_CHANGED' },
  );
});
