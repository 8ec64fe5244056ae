import { expect, test } from 'vitest';
import { judge } from '../verdict/verdict.ts';
import type { Problem } from './ranked-problem.ts';
import { summarizeProblems } from './summarize-problems.ts';

type Values = Readonly<Record<string, readonly (number | null)[]>>;

/** A comparison to be minimized, with its own verdict. */
function problem(values: Values, more: Partial<Problem> = {}): Problem {
  const names = Object.keys(values);
  const repeats = Math.max(...names.map((name) => values[name]!.length));
  const middle = (name: string): number =>
    values[name]!.map((value) => value ?? Infinity).toSorted((a, b) => a - b)[repeats >> 1]!;
  const judged = names
    .toSorted((a, b) => middle(a) - middle(b))
    .map((label) => {
      const runs = values[label]!.map((value, index) => {
        const loss = value ?? Infinity;
        return [index + 1, { loss, curve: { costs: [1], losses: [loss] } }] as const;
      });
      return { label, runs: new Map(runs) };
    });
  return {
    ...{ objective: 'made up', direction: 'minimize', leader: judged[0]!.label },
    verdict: judge(judged, { rope: 0.001, isFixed: true }),
    ...{
      wholeRepeats: repeats,
      strategies: names.map((name) => ({ name, values: values[name]! })),
    },
    ...more,
  };
}

const count = (length: number, by: (index: number) => number): number[] =>
  Array.from({ length }, (_, index) => by(index));
/** `a` is ahead of `b`, and `c` far behind, in so many repeats. */
const clear = (repeats: number): Problem =>
  problem({
    c: count(repeats, (i) => 9 + i),
    b: count(repeats, (i) => 2 + i / 10),
    a: count(repeats, (i) => 1 + i / 20),
  });

test('problems count alike however many repeats they have, and ranks alone count', () => {
  const { strategies, leader } = summarizeProblems([
    problem({ a: [1, 1, 1, 1], b: [2, 2, 2, 2] }),
    problem({ a: [500], b: [-500] }, { objective: 'other', preset: 'large' }),
  ]);
  expect(leader).toBe('a');
  expect(strategies).toMatchObject([
    { name: 'a', averageRank: 1.5, ranks: [1, 2] },
    { name: 'b', averageRank: 1.5, ranks: [2, 1] },
  ]);
});

test('ties share their rank; a strategy without a value, dropped, or absent is last', () => {
  const { strategies } = summarizeProblems([
    problem({ a: [1, null], b: [1, 2], c: [3, null], d: [4, 1] }),
    {
      ...problem({ a: [1, 1], b: [2, 2], c: [3, 3] }),
      strategies: [
        { name: 'a', values: [1, 1] },
        { name: 'b', values: [2, 2] },
        { name: 'c', values: [3], droppedAfter: 1 },
      ],
    },
  ]);
  const ranks = Object.fromEntries(strategies.map((one) => [one.name, one.ranks]));
  expect(ranks).toEqual({
    a: [(1.5 + 3.5) / 2, 1],
    b: [(1.5 + 2) / 2, 2],
    c: [(3 + 3.5) / 2, (3 + 3.5) / 2],
    d: [(4 + 1) / 2, (4 + 3.5) / 2],
  });
});

test('values that are maximized are ranked the other way round', () => {
  const { leader } = summarizeProblems([problem({ a: [1], b: [2] }, { direction: 'maximize' })]);
  expect(leader).toBe('b');
});

test('six problems that agree tell of problems like these, pair by pair', () => {
  const six = summarizeProblems(count(6, () => 0).map(() => clear(3)));
  expect(six).toMatchObject({ answer: 'better', scope: 'problems like these', leader: 'a' });
  expect(six.pairs[0]).toMatchObject({
    ...{ first: 'a', second: 'b', pValue: 2 / 64, probability: 1 },
    counts: { better: 0, equal: 0, worse: 0, unknown: 6 },
  });
  // For all three pairs together it is not enough.
  expect(six.pairs.map(({ adjustedPValue }) => adjustedPValue)).toEqual([6 / 64, 6 / 64, 6 / 64]);
  expect(six.pairs.map(({ answer }) => answer)).toEqual(['unknown', 'unknown', 'unknown']);
  expect(six.groups).toEqual([['a', 'b', 'c']]);
  const eight = summarizeProblems(count(8, () => 0).map(() => clear(3)));
  expect(eight.pairs.map(({ answer }) => answer)).toEqual(['better', 'better', 'better']);
  expect(eight.groups).toEqual([]);
});

test('five problems say nothing of others, but their verdicts may agree', () => {
  const one = summarizeProblems(count(5, () => 0).map(() => clear(3)));
  expect(one).toMatchObject({ answer: 'unknown', scope: null });
  expect(one.pairs[0]).toMatchObject({ pValue: null, adjustedPValue: null });
  const sure = summarizeProblems([clear(6), clear(8)]);
  expect(sure).toMatchObject({ answer: 'better', scope: 'these problems', groups: [] });
  expect(sure.pairs[0]!.counts).toEqual({ better: 2, equal: 0, worse: 0, unknown: 0 });
  const open = summarizeProblems([clear(6), clear(8), clear(3)]);
  expect(open).toMatchObject({ answer: 'unknown', scope: null });
});

test('better on one problem and practically equal on another is equal', () => {
  const equal = problem({
    a: count(8, (i) => i),
    b: count(8, (i) => i + 1e-5 * (i % 2)),
    c: count(8, (i) => i + 50),
  });
  const { answer, scope, pairs } = summarizeProblems([clear(8), equal]);
  expect({ answer, scope }).toEqual({ answer: 'equal', scope: 'these problems' });
  expect(pairs[0]!.counts).toEqual({ better: 1, equal: 1, worse: 0, unknown: 0 });
});

test('a problem that disagrees leaves it open', () => {
  const turned = problem({
    b: count(8, (i) => i),
    a: count(8, (i) => 2 * i + 3),
    c: count(8, (i) => i + 50),
  });
  expect(summarizeProblems([clear(8), turned])).toMatchObject({ answer: 'unknown', scope: null });
});

test('the intervals lie around their estimates and are the same each time', () => {
  const noisy = (shift: number) =>
    problem({
      a: count(9, (i) => Math.sin(7 * i + shift)),
      b: count(9, (i) => Math.sin(5 * i + shift) + 0.3),
    });
  const result = summarizeProblems([noisy(1), noisy(2), noisy(3)]);
  for (const { averageRank, rankInterval } of result.strategies) {
    expect(rankInterval!.low).toBeLessThan(averageRank);
    expect(rankInterval!.high).toBeGreaterThan(averageRank);
    expect(rankInterval!.high - rankInterval!.low).toBeLessThan(1);
  }
  const [{ probability, probabilityInterval } = {}] = result.pairs;
  expect(probabilityInterval!.low).toBeLessThan(probability!);
  expect(summarizeProblems([noisy(1), noisy(2), noisy(3)])).toEqual(result);
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});

test('the rank profile and the interquartile mean are those of single repeats', () => {
  const { strategies } = summarizeProblems([problem({ a: [1, 1, 1, 9], b: [2, 2, 2, 2] })]);
  expect(strategies[0]).toMatchObject({ name: 'a', profile: [0.75, 1], interquartileRank: 1 });
});

test('a problem without a whole repeat is shown, and decides that not all agree', () => {
  const { problems, strategies, answer, leader } = summarizeProblems([
    clear(8),
    { ...clear(8), wholeRepeats: 0, verdict: judge([], { rope: 0, isFixed: false }) },
  ]);
  expect(problems.map(({ repeats }) => repeats)).toEqual([8, 0]);
  expect(strategies[0]!.ranks).toEqual([1, null]);
  expect({ answer, leader }).toEqual({ answer: 'unknown', leader: 'a' });
});

test('without any whole repeat there is no leader; without a problem it is refused', () => {
  const none = { ...clear(2), wholeRepeats: 0, verdict: judge([], { rope: 0, isFixed: false }) };
  const result = summarizeProblems([none]);
  expect(result).toMatchObject({ leader: null, strategies: [], friedman: null, answer: 'unknown' });
  expect(() => summarizeProblems([])).toThrow(
    expect.objectContaining({ code: 'COMPARE_PROBLEMS_INVALID' }),
  );
});

test('one strategy or one repeat is summarized without tests', () => {
  const alone = summarizeProblems([problem({ a: [1, 2] }), problem({ a: [3] })]);
  expect(alone).toMatchObject({
    leader: 'a',
    answer: 'unknown',
    pairs: [],
    friedman: null,
    groups: [],
  });
  const single = summarizeProblems([problem({ a: [1], b: [2] })]);
  expect(single.strategies[0]).toMatchObject({ averageRank: 1, rankInterval: null });
});
