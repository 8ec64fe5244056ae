import { createRng } from '@tune/core/plugin';
import { median } from '../statistics/median.ts';
import type { Effort } from './break-even.ts';

/** How one run went: after each of its trials, what was spent so far and the best loss. */
export interface RunCurve {
  /** Not decreasing: trials, steps or seconds. */
  readonly costs: readonly number[];
  /** Not increasing; Infinity before the first complete trial. */
  readonly losses: readonly number[];
  /** What had been evaluated and chosen after each; missing where it was not measured. */
  readonly efforts?: readonly Effort[];
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
  const repeats = first.length;
  const ratioOf = ratios(first, second);
  const estimate = ratioOf(new Uint16Array(repeats).fill(1));
  if (!Number.isFinite(estimate)) return undefined;
  const counts = resampledCounts(repeats);
  const resampled = Float64Array.from({ length: RESAMPLES }, (_, i) =>
    ratioOf(counts.subarray(i * repeats, (i + 1) * repeats)),
  );
  // NaN sorts last, with what was never reached.
  resampled.sort();
  const at = (share: number): number => resampled[Math.round(share * (RESAMPLES - 1))]!;
  const high = at(0.975);
  return { estimate, interval: { low: at(0.025), high: Number.isFinite(high) ? high : null } };
}

let latest: Uint16Array = new Uint16Array(0);

/** How often each repeat occurs in each resampled comparison: the same for all pairs of a comparison. */
function resampledCounts(repeats: number): Uint16Array {
  if (latest.length === RESAMPLES * repeats) return latest;
  const rng = createRng('cost ratio');
  const counts = new Uint16Array(RESAMPLES * repeats);
  for (let i = 0; i < RESAMPLES; i++) {
    for (let j = 0; j < repeats; j++) counts[i * repeats + rng.integer(repeats)]! += 1;
  }
  latest = counts;
  return counts;
}

/** Values of repeats in order, with the repeat of each. */
class Sorted {
  readonly #values: Float64Array;
  readonly #repeats: Uint16Array;

  constructor(values: readonly number[]) {
    const order = values.map((_, repeat) => repeat).sort((a, b) => values[a]! - values[b]! || 0);
    this.#repeats = new Uint16Array(order);
    this.#values = new Float64Array(order.length);
    // `from` with a function takes longer than all the rest.
    for (let i = 0; i < order.length; i++) this.#values[i] = values[order[i]!]!;
  }

  /** The value at a place, from 1, if each repeat occurs so often. */
  at(place: number, counts: Uint16Array): number {
    let passed = 0;
    for (let i = 0; i < this.#values.length; i++) {
      passed += counts[this.#repeats[i]!]!;
      if (passed >= place) return this.#values[i]!;
    }
    return NaN;
  }
}

/** The ratio where each repeat occurs so often. */
function ratios(
  first: readonly RunCurve[],
  second: readonly RunCurve[],
): (counts: Uint16Array) => number {
  const { length } = first;
  const half = Math.ceil(length / 2);
  const finals = new Sorted(second.map(({ losses }) => losses.at(-1) ?? Infinity));
  const reached = new Map<number, readonly [Sorted, Sorted]>();
  return (counts) => {
    // Of an even number the mean of the two in the middle; halved first, as in `median`.
    const target = finals.at(half, counts) / 2 + finals.at((length >> 1) + 1, counts) / 2;
    if (!(target < Infinity)) return NaN;
    let costs = reached.get(target);
    if (costs === undefined) {
      const of = (runs: readonly RunCurve[]) =>
        new Sorted(runs.map((run) => costUntil(run, target)));
      reached.set(target, (costs = [of(first), of(second)]));
    }
    // The costs at which half of the runs are there.
    return costs[0].at(half, counts) / costs[1].at(half, counts);
  };
}

/** What a run had spent when it reached a loss; Infinity if it never did. */
const costUntil = (curve: RunCurve, target: number): number =>
  curve.costs[placeOf(curve, target)] ?? Infinity;

/** What runs end with: the median of their losses; undefined if that is none. */
export function endOf(runs: readonly RunCurve[]): number | undefined {
  const end = median(runs.map(({ losses }) => losses.at(-1) ?? Infinity));
  return end === Infinity ? undefined : end;
}

/** After which of its trials a run reached a loss, counted from 0; their number if it never did. */
export function placeOf({ losses }: RunCurve, target: number): number {
  let [low, high] = [0, losses.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (losses[middle]! > target) low = middle + 1;
    else high = middle;
  }
  return low;
}
