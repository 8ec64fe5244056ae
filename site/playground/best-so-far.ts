import type { RunState } from './messages.ts';

/** Smaller distances are drawn here: a logarithm of 0 has no place. */
export const chartFloor = 1e-6;

/**
 * After every trial, how far the best one so far is above the minimum, both without noise. Which one is the best is
 * decided by what the strategy was told.
 */
export function bestSoFar({ trials }: Pick<RunState, 'trials'>, minimum: number): number[] {
  let best: { readonly value: number; readonly trueValue: number } | undefined;
  return trials.map((trial) => {
    if (best === undefined || trial.value < best.value) best = trial;
    return best.trueValue - minimum;
  });
}

/** Powers of ten that enclose the values; at least two. */
export function decades(values: readonly number[]): number[] {
  const logs = values.map((value) => Math.log10(Math.max(value, chartFloor)));
  const low = Math.floor(logs.reduce((a, b) => Math.min(a, b), logs.length > 0 ? Infinity : 0));
  const high = Math.max(low + 1, Math.ceil(logs.reduce((a, b) => Math.max(a, b), -Infinity)));
  return Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
}
