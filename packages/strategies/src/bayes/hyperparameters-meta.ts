import type { History, Json } from '@tune/core';
import type { Hyperparameters } from '@tune/gp-native';
import { isOfBox } from './trust-region.ts';

/** As they stand in a suggestion's meta. */
export function hyperparametersToMeta(hyperparameters: Hyperparameters): Json {
  const { logLengthscales, logVariance, logNoise } = hyperparameters;
  return { logLengthscales: [...logLengthscales], logVariance, logNoise };
}

/** Those in a trial's meta, where its suggestion came from a model of so many dimensions. */
function inMeta(meta: Json | undefined, dimensions: number): Hyperparameters | undefined {
  const stored = (meta as { readonly [key: string]: Json } | undefined)?.['hyperparameters'] as
    { logLengthscales: number[]; logVariance: number; logNoise: number } | undefined;
  if (stored?.logLengthscales?.length !== dimensions) return undefined;
  return { ...stored, logLengthscales: Float64Array.from(stored.logLengthscales) };
}

/** What a model was fitted to. */
export interface Fit {
  readonly hyperparameters: Hyperparameters;
  /** Whether its length scales are those of a box. */
  readonly isOfBox: boolean;
}

/**
 * What the newest model of a history was fitted to: a fit's result lives in meta, so that a resumed
 * study starts its next fit from where the uninterrupted one would.
 */
export function lastFit({ ended, pending }: History, dimensions: number): Fit | undefined {
  const newest = [ended, pending].flatMap((trials) => {
    const trial = trials.findLast(({ meta }) => inMeta(meta, dimensions) !== undefined);
    return trial === undefined ? [] : [trial];
  });
  const [first, second] = newest;
  if (first === undefined) return undefined;
  const last = second !== undefined && second.number > first.number ? second : first;
  return { hyperparameters: inMeta(last.meta, dimensions)!, isOfBox: isOfBox(last) };
}
