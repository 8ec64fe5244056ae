import type { Comparison } from '../comparison.ts';
import type { Interval } from '../statistics/share-interval.ts';
import type { Answer } from '../verdict/decide.ts';

/** What the verdict says about two strategies, from the side of one of them. */
export interface PairView {
  readonly rival: string;
  readonly answer: Answer;
  readonly repeats: number;
  readonly probability: number | null;
  readonly probabilityInterval: Interval | null;
  readonly advantage: number | null;
  readonly advantageInterval: Interval | null;
  readonly moreRepeats: number | null;
}

const TURNED = { better: 'worse', worse: 'better', equal: 'equal', unknown: 'unknown' } as const;

const turned = (interval: Interval | null, turn: (end: number) => number): Interval | null =>
  interval === null ? null : { low: turn(interval.high), high: turn(interval.low) };

/** @returns undefined if the verdict has no such pair */
export function pairOf(
  { verdict }: Pick<Comparison, 'verdict'>,
  strategy: string,
  rival: string,
): PairView | undefined {
  for (const pair of verdict.pairs) {
    if (pair.first === strategy && pair.second === rival) return { ...pair, rival };
    if (pair.first !== rival || pair.second !== strategy) continue;
    const { answer, repeats, probability, advantage, moreRepeats } = pair;
    return {
      ...{ rival, answer: TURNED[answer], repeats, moreRepeats },
      probability: probability === null ? null : 1 - probability,
      probabilityInterval: turned(pair.probabilityInterval, (end) => 1 - end),
      advantage: advantage === null ? null : 0 - advantage,
      advantageInterval: turned(pair.advantageInterval, (end) => 0 - end),
    };
  }
  return undefined;
}
