import type { Direction, Point } from '@tune/core';
import type { Interval } from './statistics/share-interval.ts';
import type { Verdict } from './verdict/verdict.ts';

/** What came of one strategy. */
export interface StrategySummary {
  readonly name: string;
  /** The best value of each repeat that was begun; null if none of its trials was complete. */
  readonly best: readonly (number | null)[];
  /**
   * The median of `best`. A repeat without a complete trial counts as worse than every value, unless
   * it was cut short; null if that is the middle.
   */
  readonly median: number | null;
  /** The distance of `median` from the optimum, if the optimum is known. */
  readonly medianRegret?: number | null;
  /** The point of the best trial of all repeats, the first of equals. */
  readonly bestPoint: Point | null;
  /** Trials until the comparison's target was reached, the median over repeats; null if half of them never did. */
  readonly trialsToTarget: number | null;
  /** The same in steps, if trials may be pruned, because then trials differ in cost. */
  readonly stepsToTarget?: number | null;
  /** Trials that were measured: complete, failed or pruned. */
  readonly trials: number;
  readonly failed: number;
  readonly pruned: number;
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
  readonly trials: number;
  readonly repeats: number;
  readonly seed: number;
  /** Stopped trials early: the comparison is one of steps, not of trials. */
  readonly pruner?: string;
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
