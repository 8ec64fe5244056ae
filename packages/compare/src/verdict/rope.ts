import { median } from '../statistics/median.ts';
import type { RunCurve } from './cost-ratio.ts';

/** Differences below this share of what a search typically gains are rounding, not results. */
const SHARE_OF_GAIN = 1e-6;

/**
 * The default rope: half an answer if values are shares of so many `samples`, which no single value can
 * show; otherwise a millionth of what runs typically gain from their first value to their best.
 */
export function defaultRope(runs: readonly RunCurve[], samples?: number): number {
  if (samples !== undefined) return 0.5 / samples;
  const gains = runs.flatMap(({ losses }) => {
    const first = losses.find(Number.isFinite);
    return first === undefined ? [] : [first - losses.at(-1)!];
  });
  // Where nothing was gained, only equal values are equal.
  return SHARE_OF_GAIN * (median(gains) ?? 0) || Number.MIN_VALUE;
}
