import type { History, Json } from '@tune/core';
import type { Hyperparameters } from '@tune/gp-native';
import { isFromBox } from '../region/trust-region.ts';

/** Hyperparameters as they are stored in a suggestion's meta. */
export function hyperparametersToMeta(hyperparameters: Hyperparameters): Json {
  const { logLengthscales, logVariance, logNoise } = hyperparameters;
  return { logLengthscales: [...logLengthscales], logVariance, logNoise };
}

/** Hyperparameters in a trial's meta; undefined if no model of that many dimensions suggested it. */
function hyperparametersFromMeta(
  meta: Json | undefined,
  dimensions: number,
): Hyperparameters | undefined {
  const stored = (meta as { readonly [key: string]: Json } | undefined)?.['hyperparameters'] as
    { logLengthscales: number[]; logVariance: number; logNoise: number } | undefined;
  if (stored?.logLengthscales?.length !== dimensions) return undefined;
  return { ...stored, logLengthscales: Float64Array.from(stored.logLengthscales) };
}

/** The result of a fit. */
export interface Fit {
  readonly hyperparameters: Hyperparameters;
  /** Whether its length scales are relative to a box. */
  readonly isFromBox: boolean;
}

/**
 * The newest fit in a history. A fit is stored in meta, so that the next fit of a resumed study starts
 * where that of the uninterrupted study would.
 */
export function lastFit({ ended, pending }: History, dimensions: number): Fit | undefined {
  const newest = [ended, pending].flatMap((trials) => {
    const trial = trials.findLast(
      ({ meta }) => hyperparametersFromMeta(meta, dimensions) !== undefined,
    );
    return trial === undefined ? [] : [trial];
  });
  const [first, second] = newest;
  if (first === undefined) return undefined;
  const last = second !== undefined && second.number > first.number ? second : first;
  return {
    hyperparameters: hyperparametersFromMeta(last.meta, dimensions)!,
    isFromBox: isFromBox(last),
  };
}
