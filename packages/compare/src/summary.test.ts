import { float, space, type Direction, type Objective, type Trial } from '@tune/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Design } from './design.ts';
import type { RunTrials } from './run-result.ts';
import { summarize } from './summary.ts';

const objectiveOf = (direction: Direction, more: Partial<Objective> = {}): Objective => ({
  name: 'made up',
  space: space({ x: float(0, 1) }),
  direction,
  evaluate: async () => 0,
  ...more,
});

const NEVER = async () => [];

function designOf(objective: Objective, labels: readonly string[], trials: number): Design {
  const contenders = labels.map((label) => ({
    label,
    strategy: {
      name: label,
      apiVersion: 1 as const,
      capabilities: { parallel: false, exhaustive: false },
      suggest: NEVER,
    },
  }));
  return { objective, contenders, trials, repeats: 1, seed: 1 };
}

const trialOf = (number: number, value: number | 'failed' | 'cancelled'): Trial => ({
  number,
  attempt: 1,
  token: '',
  state: typeof value === 'string' ? value : 'complete',
  point: { x: number / 100 },
  seed: 0,
  suggestSeconds: 0.5,
  evaluateSeconds: 2,
  ...(typeof value === 'string' ? {} : { value }),
});

type Values = readonly (number | 'failed' | 'cancelled')[];

/** Runs from values: `{ bayes: [[repeat 1 ...], [repeat 2 ...]] }`. */
const runsOf = (all: Readonly<Record<string, readonly Values[]>>): RunTrials[] =>
  Object.entries(all).flatMap(([label, repeats]) =>
    repeats.map((values, index) => ({
      label,
      repeat: index + 1,
      trials: values.map((value, i) => trialOf(i + 1, value)),
    })),
  );

const LABELS = ['a', 'b', 'c'];
const outcome = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.constant('failed' as const) },
);
/** Three strategies, 1 .. 8 repeats of three trials: many ties on purpose. */
const tables = fc
  .integer({ min: 1, max: 8 })
  .chain((repeats) =>
    fc.tuple(
      ...LABELS.map(() =>
        fc.array(fc.array(outcome, { minLength: 3, maxLength: 3 }), {
          minLength: repeats,
          maxLength: repeats,
        }),
      ),
    ),
  )
  .map((rows) => Object.fromEntries(LABELS.map((label, i) => [label, rows[i]!])));

test('the order of the strategies changes nothing but the order of the summaries', () => {
  fc.assert(
    fc.property(
      tables,
      fc.shuffledSubarray(LABELS, { minLength: 3 }),
      fc.constantFrom('minimize' as const, 'maximize' as const),
      (table, order, direction) => {
        const objective = objectiveOf(direction);
        const one = summarize(designOf(objective, LABELS, 3), runsOf(table));
        const other = summarize(designOf(objective, order, 3), runsOf(table));
        const byName = (c: typeof one) =>
          c.strategies.toSorted((p, q) => (p.name < q.name ? -1 : 1));
        expect({ ...other, strategies: byName(other) }).toEqual({
          ...one,
          strategies: byName(one),
        });
      },
    ),
  );
});

test('maximizing is minimizing the negated values', () => {
  // Zero and its negative are one number.
  const negated = (value: number | null | undefined) => (value == null ? value : 0 - value);
  fc.assert(
    fc.property(tables, (table) => {
      const min = summarize(designOf(objectiveOf('minimize'), LABELS, 3), runsOf(table));
      const flipped = Object.fromEntries(
        Object.entries(table).map(([label, repeats]) => [
          label,
          repeats.map((values) => values.map((v) => (typeof v === 'number' ? 0 - v : v))),
        ]),
      );
      const max = summarize(designOf(objectiveOf('maximize'), LABELS, 3), runsOf(flipped));
      const { leader, verdict } = min;
      expect(max).toMatchObject({ leader, verdict, target: negated(min.target) });
      max.strategies.forEach((strategy, i) => {
        expect(strategy).toEqual({
          ...min.strategies[i],
          values: min.strategies[i]!.values.map(negated),
          best: min.strategies[i]!.best.map(negated),
          curve: {
            costs: min.strategies[i]!.curve.costs,
            median: min.strategies[i]!.curve.median.map(negated),
            low: min.strategies[i]!.curve.high.map(negated),
            high: min.strategies[i]!.curve.low.map(negated),
          },
          median: negated(min.strategies[i]!.median),
        });
      });
    }),
  );
});

test('best, median, regret, best point, seconds, and failed trials', () => {
  const objective = objectiveOf('minimize', { optimum: { value: 1, points: [] } });
  const { strategies, leader, target } = summarize(
    designOf(objective, ['a', 'b'], 3),
    runsOf({
      a: [
        [5, 3, 'failed'],
        [2, 9, 9],
        [4, 4, 4],
      ],
      b: [
        [8, 7, 6],
        ['failed', 'failed', 'failed'],
        [5, 'failed', 4],
      ],
    }),
  );
  expect(strategies[0]).toEqual({
    name: 'a',
    values: [3, 2, 4],
    best: [3, 2, 4],
    curve: {
      costs: [1, 2, 3],
      median: [4, 3, 3],
      low: [3, 2.5, 2.5],
      high: [4.5, 3.5, 3.5],
    },
    median: 3,
    medianRegret: 2,
    bestPoint: { x: 0.01 },
    trialsToTarget: 1,
    measured: 9,
    failed: 1,
    pruned: 0,
    suggestSeconds: 4.5,
    evaluateSeconds: 18,
  });
  expect(strategies[1]).toMatchObject({
    best: [6, null, 4],
    // 6, nothing, 4: nothing is the worst.
    median: 6,
    medianRegret: 5,
    failed: 4,
  });
  expect({ leader, target }).toEqual({ leader: 'a', target: 6 });
});

test('the target is the median of the runner-up; a strategy that misses it in half of the repeats has no trialsToTarget', () => {
  const { target, strategies } = summarize(
    designOf(objectiveOf('maximize'), ['a', 'b', 'c'], 3),
    runsOf({ a: [[1, 2, 9]], b: [[1, 5, 1]], c: [[1, 2, 3]] }),
  );
  expect(target).toBe(5);
  expect(strategies.map(({ trialsToTarget }) => trialsToTarget)).toEqual([3, 2, null]);
});

test('of equal medians the first in the alphabet leads, and equal runs are practically equal', () => {
  const same = Array.from({ length: 7 }, () => [1, 2, 3]);
  const runs = runsOf({ b: same, a: same });
  expect(summarize(designOf(objectiveOf('minimize'), ['b', 'a'], 3), runs)).toMatchObject({
    leader: 'a',
    verdict: {
      answer: 'equal',
      pairs: [{ first: 'a', second: 'b', answer: 'equal', advantage: 0 }],
    },
  });
});

test('a repeat that was cut short counts for the table, not for the verdict', () => {
  const seven = (last: Values) => ({
    a: [...Array.from({ length: 6 }, () => [1, 1, 1]), last],
    b: Array.from({ length: 7 }, (_, i) => [5, 5, 5 + i]),
    c: Array.from({ length: 7 }, (_, i) => [6, 6, 6 + i]),
  });
  const of = (last: Values) =>
    summarize(designOf(objectiveOf('minimize'), ['a', 'b', 'c'], 3), runsOf(seven(last)));
  expect(of([1, 1, 1]).verdict).toMatchObject({
    answer: 'better',
    pairs: [{ repeats: 7 }, {}, {}],
  });
  expect(of([1, 'cancelled']).verdict).toMatchObject({ pairs: [{ repeats: 6 }, {}, {}] });
  expect(of([1, 'cancelled']).strategies[0]).toMatchObject({
    measured: 19,
    best: Array(7).fill(1),
  });
});

test('an accuracy on known samples has an interval', () => {
  const objective = objectiveOf('maximize', { samples: 2000 });
  const { interval } = summarize(designOf(objective, ['a'], 1), runsOf({ a: [[0.97]] }));
  expect(interval!.low).toBeCloseTo(0.9616, 4);
  expect(interval!.high).toBeCloseTo(0.9766, 4);
});

test('without a measured trial there is no leader', () => {
  expect(summarize(designOf(objectiveOf('minimize'), ['a'], 1), runsOf({ a: [[]] }))).toMatchObject(
    {
      leader: null,
      verdict: { answer: 'unknown', pairs: [] },
      target: null,
      strategies: [{ best: [null], median: null, bestPoint: null, trialsToTarget: null }],
    },
  );
});

test('a strategy that fails in most repeats does not lead by the one that is left', () => {
  const failed = ['failed', 'failed'] as const;
  const result = summarize(
    { ...designOf(objectiveOf('minimize'), ['a', 'b'], 2), repeats: 7 },
    runsOf({
      a: [[1, 1], ...Array.from({ length: 6 }, () => [...failed])],
      b: Array.from({ length: 7 }, (_, i) => [5 + i, 9]),
    }),
  );
  expect(result).toMatchObject({
    leader: 'b',
    wholeRepeats: 7,
    verdict: { answer: 'better', pairs: [{ advantage: null }] },
  });
  expect(result.strategies[0]).toMatchObject({ median: null, best: [1, ...Array(6).fill(null)] });
});

test('a trial at low fidelity is neither the best nor does it reach the target', () => {
  const [run] = runsOf({ a: [[1, 5, 3]] });
  const trials = run!.trials.map((trial) =>
    trial.number === 1 ? { ...trial, fidelity: 0.1 } : trial,
  );
  const { strategies, target } = summarize(designOf(objectiveOf('minimize'), ['a'], 3), [
    { ...run!, trials },
  ]);
  expect(target).toBe(3);
  expect(strategies[0]).toMatchObject({ best: [3], bestPoint: { x: 0.03 }, trialsToTarget: 3 });
});

test('a strategy reaches its own median, also with an even number of repeats', () => {
  const objective = objectiveOf('minimize');
  const { strategies, target } = summarize(
    { ...designOf(objective, ['a', 'b'], 3), repeats: 4 },
    runsOf({
      a: [
        [9, 9, 0],
        [9, 0, 0],
        [9, 9, 0],
        [9, 9, 0],
      ],
      b: [
        [9, 1, 1],
        [9, 9, 2],
        [9, 9, 8],
        [9, 9, 9],
      ],
    }),
  );
  // Half of the runs of b are at 5 or better: the second of them after three trials.
  expect(target).toBe(5);
  expect(strategies.map(({ trialsToTarget }) => trialsToTarget)).toEqual([3, 3]);
});

test('a strategy that was added and has not begun everywhere makes the others no less known', () => {
  const row = (by: number): Values[] => [1, 2, 3, 4, 5, 6].map((value) => [value * by]);
  const design = { ...designOf(objectiveOf('minimize'), ['a', 'b', 'c'], 1), repeats: 6 };
  const { wholeRepeats, verdict } = summarize(
    design,
    runsOf({ a: row(1), b: row(3), c: row(9).slice(0, 2) }),
  );
  expect(wholeRepeats).toBe(2);
  expect(verdict.isFixed).toBe(false);
  expect(verdict.pairs.map(({ second, repeats }) => [second, repeats])).toEqual([
    ['b', 6],
    ['c', 2],
    ['c', 2],
  ]);
});
