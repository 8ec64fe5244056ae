import { winProbability } from '../statistics/win-probability.ts';
import { wilcoxon } from '../statistics/wilcoxon.ts';

/** A fair comparison is suspected in one of twenty checks. */
const SUSPICIOUS = 0.05;

/** Whether it matters which run of a repeat is evaluated first; it should not. */
export interface OrderEffect {
  /** The share of repeats in which the first was the better one; ties count half. */
  readonly firstAhead: number;
  /** Two-sided p-value of the exact signed-rank test. */
  readonly pValue: number;
  readonly isSuspicious: boolean;
}

/** @param differences  in each repeat the loss of the run that came first minus that of the other */
export function orderEffectOf(differences: readonly number[]): OrderEffect {
  const pValue = wilcoxon(differences);
  const firstAhead = winProbability(differences)?.estimate ?? 0.5;
  return { firstAhead, pValue, isSuspicious: pValue <= SUSPICIOUS };
}
