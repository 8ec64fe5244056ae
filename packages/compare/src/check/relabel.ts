import type { Rng } from '@tune/core/plugin';
import { shareInterval, type Interval } from '../statistics/share-interval.ts';
import { median } from '../statistics/median.ts';
import { signedRankSum, wilcoxon } from '../statistics/wilcoxon.ts';
import { SIGNIFICANCE } from '../verdict/decide.ts';
import { judgePair } from '../verdict/judge-pair.ts';
import { SequentialSigns } from '../verdict/sequential-signs.ts';

/** The losses of two runs of the same strategy in one repeat; Infinity where a run has no value. */
export type EqualRuns = readonly [first: number, second: number];

/** A share of draws, with its 95 % interval. */
export interface Share {
  readonly share: number;
  readonly interval: Interval;
}

/** How often a winner was named although there is none. */
export interface FalseWinners {
  /** If the number of repeats is fixed, and looked at once. */
  readonly fixed: Share;
  /** If one looks after each repeat, and stops as soon as a winner is named. */
  readonly peeking: Share;
}

/** Both runs of each repeat change their labels with a probability of one half. */
export function falseWinners(
  runs: readonly EqualRuns[],
  { rope, draws, rng }: { readonly rope: number; readonly draws: number; readonly rng: Rng },
): FalseWinners {
  const isSignificant = significanceFilter();
  let fixed = 0;
  let peeking = 0;
  for (let draw = 0; draw < draws; draw++) {
    const relabeled = runs.map(([first, second]): EqualRuns =>
      rng.next() < 0.5 ? [first, second] : [second, first],
    );
    if (isSignificant(relabeled) && namesWinner(relabeled, rope, true)) fixed++;
    if (isNamedOnTheWay(relabeled, rope)) peeking++;
  }
  const shareOf = (count: number): Share => ({
    share: count / draws,
    interval: shareInterval(count / draws, draws),
  });
  return { fixed: shareOf(fixed), peeking: shareOf(peeking) };
}

/**
 * Whether a winner may be named at all: most relabelings are far from it, and judging takes longer. Only
 * signs differ between them, so that equal rank sums have equal p-values.
 */
function significanceFilter(): (relabeled: readonly EqualRuns[]) => boolean {
  const pValues = new Map<number, number>();
  return (relabeled) => {
    const differences = relabeled.map(differenceOf);
    const sum = Math.abs(signedRankSum(differences));
    const pValue = pValues.get(sum) ?? wilcoxon(differences);
    pValues.set(sum, pValue);
    return pValue <= SIGNIFICANCE;
  };
}

/** Whether a comparison of these runs names a winner: the one that leads has to be the better one. */
export function namesWinner(runs: readonly EqualRuns[], rope: number, isFixed: boolean): boolean {
  const { answer } = judgePair(runs.map(differenceOf), { rope, isFixed });
  if (answer !== 'better' && answer !== 'worse') return false;
  const first = median(runs.map(([loss]) => loss))!;
  const second = median(runs.map(([, loss]) => loss))!;
  return answer === 'better' ? first <= second : second <= first;
}

/** Whether a winner is named after any of the repeats. */
function isNamedOnTheWay(runs: readonly EqualRuns[], rope: number): boolean {
  const soFar = new SequentialSigns(rope);
  return runs.some((one, index) => {
    soFar.add(differenceOf(one));
    const { isBelowZero, isAboveZero } = soFar.signs;
    // Most looks find nothing, and judging takes longer.
    return (isBelowZero || isAboveZero) && namesWinner(runs.slice(0, index + 1), rope, false);
  });
}

/** Also where neither has a value. */
export const differenceOf = ([first, second]: EqualRuns): number =>
  first === second ? 0 : first - second;
