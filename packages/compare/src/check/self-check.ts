import { createRng } from '@tune/core/plugin';
import { compareError } from '../errors.ts';
import { judgePair } from '../verdict/judge-pair.ts';
import { detectableDifference } from './detectable-difference.ts';
import {
  differenceOf,
  falseWinners,
  namesWinner,
  type EqualRuns,
  type FalseWinners,
} from './relabel.ts';
import { orderEffectOf, type OrderEffect } from './order-effect.ts';
import { trendOf, type Trend } from './trend.ts';

/** How a comparison is checked. */
export interface SelfCheckOptions {
  /** Differences up to this size do not matter; that of the comparison's verdict. */
  readonly rope: number;
  readonly seed: number;
  /** How many relabelings are judged. Default: 10,000; fewer for more than 20 repeats, which take longer. */
  readonly draws?: number;
}

/** What a strategy that was compared with itself tells about comparisons on this objective: plain JSON. */
export interface SelfCheck extends FalseWinners {
  readonly repeats: number;
  readonly draws: number;
  /** What the comparison of the strategy with itself says. */
  readonly answer: 'better' | 'equal' | 'unknown';
  /** Whether it matters which of two runs is evaluated first. */
  readonly order: OrderEffect;
  /** Whether runs get better or worse from repeat to repeat. */
  readonly trend: Trend;
  /** Repeats in which both runs have the same value, and those in which at least one has none. */
  readonly ties: number;
  readonly withoutValue: number;
  /** The standard deviation of the paired differences; null if fewer than two are known. */
  readonly spread: number | null;
  /**
   * How alike the two runs of a repeat are: the correlation of their values. What they share comes from
   * the repeat (its data, its evaluation seeds), and pairing removes it. Null where nothing varies.
   */
  readonly correlation: number | null;
  /** The difference that so many repeats name in 80 % of comparisons; null if none was found. */
  readonly detectable: number | null;
}

/** With so many repeats 10,000 relabelings take about two seconds; the time grows with their square. */
const QUICK_REPEATS = 20;
const MOST_DRAWS = 10_000;
const FEWEST_DRAWS = 100;

/**
 * Checks comparisons on an objective by one of a strategy with itself. As both are the same, every labeling
 * of the two runs of a repeat is as good as another, so that relabeled ones show how often a winner
 * is named without any further evaluation. Whether both really are the same is what `order` tells: an objective
 * that treats the run that comes first in another way breaks the assumption.
 *
 * @param runs  the losses of each repeat, first that of the run that was evaluated first
 * @throws COMPARE_DESIGN_INVALID  fewer than two repeats
 *
 * @example
 * ```ts
 * import { selfCheck } from '@tune/compare';
 * const runs = [[3, 1], [1, 2], [5, 4], [2, 2.5], [4, 6], [3, 3.5], [7, 6]] as const;
 * const { fixed, order } = selfCheck(runs, { rope: 0, seed: 1, draws: 1000 });
 * fixed.share < 0.06; // true
 * order.isSuspicious; // false
 * ```
 */
export function selfCheck(
  runs: readonly EqualRuns[],
  { rope, seed, draws = drawsFor(runs.length) }: SelfCheckOptions,
): SelfCheck {
  if (runs.length < 2) {
    const [name, expected] = ['the repeats', 'at least two of a strategy with itself'];
    throw compareError('COMPARE_DESIGN_INVALID', { name, expected, value: runs.length });
  }
  const rng = createRng(seed);
  const differences = runs.map(differenceOf);
  const isEqual = judgePair(differences, { rope, isFixed: true }).answer === 'equal';
  const known = runs.filter((pair) => pair.every(Number.isFinite));
  return {
    ...{ repeats: runs.length, draws },
    ...falseWinners(runs, { rope, draws, rng: rng.split('labels') }),
    answer: namesWinner(runs, rope, true) ? 'better' : isEqual ? 'equal' : 'unknown',
    order: orderEffectOf(differences),
    trend: trendOf(
      runs.map(([first, second]) => first / 2 + second / 2),
      rng.split('trend'),
    ),
    ties: differences.filter((difference) => difference === 0).length,
    withoutValue: runs.length - known.length,
    spread: known.length < 2 ? null : Math.sqrt(varianceOf(known.map(differenceOf))),
    correlation: correlationOf(known),
    detectable: detectableDifference(differences, rope, rng.split('detectable')),
  };
}

const drawsFor = (repeats: number): number =>
  Math.max(FEWEST_DRAWS, Math.round(MOST_DRAWS * Math.min(1, (QUICK_REPEATS / repeats) ** 2)));

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value / values.length, 0);

/** The unbiased one, of at least two values. */
function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

function correlationOf(runs: readonly EqualRuns[]): number | null {
  if (runs.length < 3) return null;
  const [first, second] = [0, 1].map((side) => runs.map((pair) => pair[side as 0 | 1]));
  const [a, b] = [meanOf(first!), meanOf(second!)];
  const shared = runs.reduce((sum, pair) => sum + (pair[0] - a) * (pair[1] - b), 0);
  const scale = Math.sqrt(varianceOf(first!) * varianceOf(second!)) * (runs.length - 1);
  return scale > 0 && Number.isFinite(scale) ? Math.max(-1, Math.min(1, shared / scale)) : null;
}
