import type { Interval } from '../statistics/share-interval.ts';
import type { Answer } from '../verdict/decide.ts';

/** One strategy over several problems. */
export interface StrategyRanks {
  readonly name: string;
  /**
   * The mean of its ranks: 1 is the best of every repeat on every problem. Each problem counts as much as
   * the others, however many repeats it has.
   */
  readonly averageRank: number;
  /** 95 % interval over problems and repeats; null for a single repeat of a single problem. */
  readonly rankInterval: Interval | null;
  /** The mean rank on each problem, in the order of `problems`; null where no repeat is whole. */
  readonly ranks: readonly (number | null)[];
  /** The mean of the middle half of all its ranks, which a few unlucky runs cannot move. */
  readonly interquartileRank: number;
  /** How often its rank was at most 1, 2, ... up to the number of strategies: the last one is 1. */
  readonly profile: readonly number[];
}

/** One of the problems, with its own verdict. */
export interface ProblemVerdict {
  readonly objective: string;
  readonly preset?: string;
  /** Repeats that are ranked. */
  readonly repeats: number;
  readonly leader: string | null;
  readonly answer: 'better' | 'equal' | 'unknown';
}

/** On how many problems the pair's own verdict said what, from the side of the first. */
export interface PairCounts {
  readonly better: number;
  readonly equal: number;
  readonly worse: number;
  readonly unknown: number;
}

/** Two strategies over all problems, from the side of the first, which has the better average rank. */
export interface ProblemsPair {
  readonly first: string;
  readonly second: string;
  readonly counts: PairCounts;
  /** How likely the first is ahead in another repeat, the mean over problems; null without any repeat. */
  readonly probability: number | null;
  /** Its 95 % interval over problems and repeats. */
  readonly probabilityInterval: Interval | null;
  /** Of the exact signed-rank test over problems; null for fewer than six of them, which cannot reject. */
  readonly pValue: number | null;
  /** The same after Holm's correction for claims about all pairs. */
  readonly adjustedPValue: number | null;
  /** How likely the first is better, practically equal or worse on most problems like these. */
  readonly posterior: { readonly better: number; readonly equal: number; readonly worse: number };
  /**
   * With six problems and more by `adjustedPValue`, or if the verdicts of all problems agree; with fewer only
   * if they agree.
   */
  readonly answer: Answer;
}

/** A comparison of strategies over several problems: plain JSON. */
export interface ProblemsComparison {
  /** By average rank, the best first; of equal ones the first in the alphabet. */
  readonly strategies: readonly StrategyRanks[];
  /** In the order given. */
  readonly problems: readonly ProblemVerdict[];
  /** The strategy with the best average rank; null if no problem has a whole repeat. */
  readonly leader: string | null;
  /**
   * `better`: the leader is better than every other strategy. `equal`: on every problem the others are worse or
   * differ in nothing that matters. `unknown`: the problems do not tell.
   */
  readonly answer: 'better' | 'equal' | 'unknown';
  /**
   * What the answer is about. `problems like these`: a test over six problems or more. `these problems`: the
   * verdicts of all problems agree, which says nothing about further ones. Null if the answer is unknown.
   */
  readonly scope: 'problems like these' | 'these problems' | null;
  /** Whether any strategy differs from another; null for fewer than two problems or strategies. */
  readonly friedman: {
    readonly statistic: number;
    readonly degreesOfFreedom: number;
    readonly pValue: number;
  } | null;
  /**
   * Average ranks that differ by more are different at 5 %, by Nemenyi's test; null where `friedman` is. It
   * depends on which other strategies take part, so that `groups` and `answer` do not use it.
   */
  readonly criticalDifference: number | null;
  /**
   * The bars of a critical-difference picture: strategies that are next to each other by rank, two or more, of
   * which no pair is told apart. No group lies within another one.
   */
  readonly groups: readonly (readonly string[])[];
  /** Each pair, in the order of `strategies`. */
  readonly pairs: readonly ProblemsPair[];
}
