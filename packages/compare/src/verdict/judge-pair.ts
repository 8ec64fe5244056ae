import { locationShift } from '../statistics/location-shift.ts';
import type { Interval } from '../statistics/share-interval.ts';
import { winProbability } from '../statistics/win-probability.ts';
import { signedRankSum, wilcoxon } from '../statistics/wilcoxon.ts';
import { decide, type Answer, type Signs } from './decide.ts';
import { levelOf } from './levels.ts';
import { SequentialSigns } from './sequential-signs.ts';

/** How a pair is judged. */
export interface JudgingRules {
  /** Differences up to this size do not matter: the region of practical equivalence. At least 0. */
  readonly rope: number;
  /**
   * Whether the number of repeats was fixed before the first one, and is reached. Then the exact
   * signed-rank test decides. Otherwise a test that may be looked at after every repeat does.
   */
  readonly isFixed: boolean;
  /**
   * How often a claim about two equal sides may be wrong. Default: 1 / 32 if the number is fixed, which leaves
   * `extendedLevel()` for those who look again; 0.05 if it is not.
   */
  readonly level?: number;
}

/** What paired repeats say about two strategies, from the side of the first. */
export interface PairJudgement {
  /** `better`: the first. `worse`: the second. `equal`: no difference that matters. */
  readonly answer: Answer;
  /** Repeats that both have. */
  readonly repeats: number;
  /** How likely the first is the better one in another repeat, with its 95 % interval. */
  readonly probability: number | null;
  readonly probabilityInterval: Interval | null;
  /** How much smaller the losses of the first are (negative: larger), with its 95 % interval. */
  readonly advantage: number | null;
  readonly advantageInterval: Interval | null;
}

/**
 * Judges two strategies by their paired losses.
 *
 * `better` needs a difference beyond chance that is estimated to be at least the rope; `equal`, that
 * the difference is beyond chance both above -rope and below +rope. If the two are equal, each claim
 * is wrong in at most `level` of all comparisons, in the sequential case over all looks together.
 *
 * @param differences  the loss of the first minus that of the second in each repeat, in order;
 * Infinity where only the first has no value, 0 where both have none
 * @see [Wilcoxon1945], [Ramdas2023], [Lakens2017] the test of equivalence
 */
export function judgePair(differences: readonly number[], rules: JudgingRules): PairJudgement {
  const shift = locationShift(differences);
  const win = winProbability(differences);
  const { interval } = shift ?? {};
  return {
    answer: answerOf(differences, shift?.estimate ?? 0, rules),
    repeats: differences.length,
    probability: win?.estimate ?? null,
    probabilityInterval: win?.interval ?? null,
    advantage: shift === undefined ? null : finite(-shift.estimate),
    advantageInterval:
      interval === undefined || !Number.isFinite(interval.low) || !Number.isFinite(interval.high)
        ? null
        : { low: -interval.high + 0, high: -interval.low + 0 },
  };
}

/** JSON has no Infinity. Zero and its negative are one number. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value + 0 : null);

function answerOf(differences: readonly number[], estimate: number, rules: JudgingRules): Answer {
  const { rope, isFixed } = rules;
  const level = levelOf(rules);
  if (isFixed) return decide(signsOf(differences, rope, level), estimate, rope);
  const sequential = new SequentialSigns(rope, level);
  for (const difference of differences) sequential.add(difference);
  return decide(sequential.signs, estimate, rope);
}

/** What is beyond chance if it is looked at once. */
const signsOf = (differences: readonly number[], rope: number, level: number): Signs => ({
  isBelowZero: isBelowZero(differences, level),
  isAboveZero: isBelowZero(
    differences.map((difference) => -difference),
    level,
  ),
  isBelowRope: isBelowZero(
    differences.map((difference) => difference - rope),
    level,
  ),
  isAboveRope: isBelowZero(
    differences.map((difference) => -difference - rope),
    level,
  ),
});

const isBelowZero = (differences: readonly number[], level: number): boolean =>
  wilcoxon(differences) <= level && signedRankSum(differences) < 0;
