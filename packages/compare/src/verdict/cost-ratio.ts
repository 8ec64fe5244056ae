import { createRng } from '@tune/core/plugin';
import { lowerMedian, median } from '../statistics/median.ts';

/** How one run went: after each of its trials, what was spent so far and the best loss. */
export interface RunCurve {
  /** Not decreasing: trials, steps or seconds. */
  readonly costs: readonly number[];
  /** Not increasing; Infinity before the first complete trial. */
  readonly losses: readonly number[];
}

/** What one strategy needs for what another one reaches, as a share of what that one needed. */
export interface CostRatio {
  /** Below 1: the first is cheaper. */
  readonly estimate: number;
  /** 95 % of resampled comparisons lie in it; null as an end: it never got there. */
  readonly interval: { readonly low: number; readonly high: number | null };
}

const RESAMPLES = 1000;

/**
 * The cost until half of the runs of the first have reached the loss that the second ends with (its
 * median over runs), as a share of the cost until half of the runs of the second had it.
 *
 * @param first, second  the runs of each, paired by repeat
 * @returns undefined if half of the runs of the first never get there, or nothing is known
 * @see [Efron1993] chapter 13, the percentile interval over resampled repeats
 */
export function costRatio(
  first: readonly RunCurve[],
  second: readonly RunCurve[],
): CostRatio | undefined {
  const all = first.map((_, repeat) => repeat);
  const estimate = ratioOf(first, second, all);
  if (!Number.isFinite(estimate)) return undefined;
  const rng = createRng('cost ratio');
  const ratios = new Float64Array(RESAMPLES);
  for (let i = 0; i < RESAMPLES; i++) {
    const resampled = all.map(() => rng.integer(all.length));
    ratios[i] = ratioOf(first, second, resampled);
  }
  // NaN sorts last, with what was never reached.
  ratios.sort();
  const at = (share: number): number => ratios[Math.round(share * (RESAMPLES - 1))]!;
  const high = at(0.975);
  return { estimate, interval: { low: at(0.025), high: Number.isFinite(high) ? high : null } };
}

function ratioOf(
  first: readonly RunCurve[],
  second: readonly RunCurve[],
  repeats: readonly number[],
): number {
  const target = median(repeats.map((repeat) => second[repeat]!.losses.at(-1) ?? Infinity));
  if (target === undefined || target === Infinity) return NaN;
  const costs = (runs: readonly RunCurve[]): number =>
    lowerMedian(repeats.map((repeat) => costUntil(runs[repeat]!, target)))!;
  return costs(first) / costs(second);
}

/** What a run had spent when it reached a loss; Infinity if it never did. */
function costUntil({ costs, losses }: RunCurve, target: number): number {
  let [low, high] = [0, losses.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (losses[middle]! > target) low = middle + 1;
    else high = middle;
  }
  return costs[low] ?? Infinity;
}
