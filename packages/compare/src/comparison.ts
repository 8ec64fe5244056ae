import type { Direction, Fallbacks, Point } from '@tune/core';
import type { StrategyFailure } from './strategy-failure.ts';
import type { Interval } from './statistics/share-interval.ts';
import type { Verdict } from './verdict/verdict.ts';

/** The best value so far of the search, over the repeats of a strategy: at most 64 places. */
export interface Curve {
  /** What was spent in each repeat: trials, or steps if trials may be pruned, or seconds. Increasing. */
  readonly costs: readonly number[];
  /** One for each of `costs`; null where the repeats in the middle have no complete trial yet. */
  readonly median: readonly (number | null)[];
  /** The quartiles, `low` the smaller value. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** What a strategy chose in one repeat, and what that is worth. */
export interface Choice {
  readonly point: Point;
  /** The value that the search saw; null if the strategy recommends a point that it did not try. */
  readonly search: number | null;
  /** What it is worth by the test, or by more evaluations; null if that failed, with the reason. */
  readonly score: number | null;
  readonly reason?: string;
}

/** What came of one strategy. */
export interface StrategySummary {
  readonly name: string;
  /** What is judged, of each repeat that was begun: the best value or the score; null if there is none. */
  readonly values: readonly (number | null)[];
  /** The best value of the search in each repeat; null if none of its trials was complete. */
  readonly best: readonly (number | null)[];
  /**
   * The median of `values`. A repeat without a value counts as worse than every value, unless
   * it was cut short; null if that is the middle, or the strategy has failed.
   */
  readonly median: number | null;
  /** By repeat, if choices are scored; null where the choice was not scored, or there is none. */
  readonly choices?: readonly (Choice | null)[];
  /** The median of `best`, if choices are scored. */
  readonly searchMedian?: number | null;
  /**
   * How much better a choice looked to the search than it is, the median over repeats, if choices are
   * scored: the value is too optimistic where this is positive.
   */
  readonly optimism?: number | null;
  readonly curve: Curve;
  /** It broke a rule: it has no median, and takes no part in the verdict. */
  readonly failure?: StrategyFailure;
  /** It was given up as hopeless after so many repeats. */
  readonly droppedAfter?: number;
  /** The distance of `median` from the optimum, if the optimum is known. */
  readonly medianRegret?: number | null;
  /** The point of the best trial of all repeats, the first of equals. */
  readonly bestPoint: Point | null;
  /** Trials until the comparison's target was reached, the median over repeats; null if half of them never did. */
  readonly trialsToTarget: number | null;
  /** The same in steps, if trials may be pruned, because then trials differ in cost. */
  readonly stepsToTarget?: number | null;
  /** The same in seconds, in a comparison of time. */
  readonly secondsToTarget?: number | null;
  /** Trials that were measured: complete, failed or pruned. */
  readonly measured: number;
  readonly failed: number;
  readonly pruned: number;
  /** Measured trials that the strategy chose without its model; missing if there is none. */
  readonly fallbacks?: Fallbacks;
  /** Steps of all trials together, if trials may be pruned. */
  readonly steps?: number;
  /** Time spent choosing points, summed over all trials. */
  readonly suggestSeconds: number;
  /** Time spent evaluating them. */
  readonly evaluateSeconds: number;
}

/** The result of a comparison: plain JSON. */
export interface Comparison {
  readonly objective: string;
  readonly preset?: string;
  readonly direction: Direction;
  /** Of each strategy in each repeat; with `seconds` the most. */
  readonly trials: number;
  /** What each run could spend on choosing and evaluating: the comparison is one of time. */
  readonly seconds?: number;
  readonly repeats: number;
  readonly seed: number;
  /** Stopped trials early: the comparison is one of steps, not of trials. */
  readonly pruner?: string;
  /**
   * What the values are: the best of the search; the choices' scores by the objective's test; or their means
   * over further evaluations.
   */
  readonly judgedBy: 'search' | 'test' | 'confirm';
  /** What the choices are tested on: `the 10,000 test images`. */
  readonly testDescription?: string;
  /** In the order of the design. */
  readonly strategies: readonly StrategySummary[];
  /** Repeats in which no run was cut short: those that the verdict is made of. */
  readonly wholeRepeats: number;
  /** The runner-up's median: `trialsToTarget` says how soon each strategy got that far. */
  readonly target: number | null;
  /** The name with the best median; of equal ones the first in the alphabet. */
  readonly leader: string | null;
  /** 95 % interval of one value as good as the leader's median, if the value is a share of `samples` answers. */
  readonly interval?: Interval;
  /** Whether the leader is the best one, and what the repeats say about each pair. */
  readonly verdict: Verdict;
}
