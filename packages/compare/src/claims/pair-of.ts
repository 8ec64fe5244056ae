import type { Comparison } from '../comparison.ts';
import type { ProblemsComparison } from '../problems/problems-comparison.ts';
import type { Interval } from '../statistics/share-interval.ts';
import type { Answer } from '../verdict/decide.ts';

/** What is known of two strategies, from the side of one of them. */
export interface PairView {
  readonly rival: string;
  readonly answer: Answer;
  /** How many repeats, or problems, it rests on. */
  readonly count: number;
  readonly probability: number | null;
  readonly probabilityInterval: Interval | null;
  readonly advantage: number | null;
  readonly advantageInterval: Interval | null;
  readonly moreRepeats: number | null;
}

const TURNED = { better: 'worse', worse: 'better', equal: 'equal', unknown: 'unknown' } as const;

const turned = (interval: Interval | null, turn: (end: number) => number): Interval | null =>
  interval === null ? null : { low: turn(interval.high), high: turn(interval.low) };

/** The same pair from the side of the other one. */
const otherSide = (view: PairView, rival: string): PairView => ({
  ...{ rival, answer: TURNED[view.answer], count: view.count, moreRepeats: view.moreRepeats },
  probability: view.probability === null ? null : 1 - view.probability,
  probabilityInterval: turned(view.probabilityInterval, (end) => 1 - end),
  advantage: view.advantage === null ? null : 0 - view.advantage,
  advantageInterval: turned(view.advantageInterval, (end) => 0 - end),
});

/** The pair among others, from the side of `strategy`. */
function find<P extends { readonly first: string; readonly second: string }>(
  pairs: readonly P[],
  [strategy, rival]: readonly [string, string],
  viewOf: (pair: P) => PairView,
): PairView | undefined {
  for (const pair of pairs) {
    if (pair.first === strategy && pair.second === rival) return viewOf(pair);
    if (pair.first === rival && pair.second === strategy) return otherSide(viewOf(pair), rival);
  }
  return undefined;
}

/** @returns undefined if the verdict has no such pair */
export const pairOf = (
  { verdict }: Pick<Comparison, 'verdict'>,
  strategy: string,
  rival: string,
): PairView | undefined =>
  find(verdict.pairs, [strategy, rival], (pair) => ({
    ...pair,
    ...{ rival: pair.second, count: pair.repeats },
  }));

/** @returns undefined if there is no such pair */
export const pairOverProblemsOf = (
  { pairs, problems }: ProblemsComparison,
  strategy: string,
  rival: string,
): PairView | undefined =>
  find(pairs, [strategy, rival], ({ second, answer, probability, probabilityInterval }) => ({
    ...{ rival: second, answer, probability, probabilityInterval },
    ...{ count: problems.length, advantage: null, advantageInterval: null, moreRepeats: null },
  }));
