import type { History, Json } from '@tune/core';
import type { Hyperparameters } from '@tune/gp-native';

/** As they stand in a suggestion's meta. */
export function hyperparametersToMeta(hyperparameters: Hyperparameters): Json {
  const { logLengthscales, logVariance, logNoise } = hyperparameters;
  return { logLengthscales: [...logLengthscales], logVariance, logNoise };
}

/**
 * What the newest model of a history was fitted to: a fit's result lives in meta, so that a resumed
 * study starts its next fit from where the uninterrupted one would.
 */
export function lastHyperparameters(
  { ended, pending }: History,
  dimensions: number,
): Hyperparameters | undefined {
  let newest: { number: number; hyperparameters: Hyperparameters } | undefined;
  for (const { number, meta } of [...ended, ...pending]) {
    const stored = (meta as { readonly [key: string]: Json } | undefined)?.['hyperparameters'] as
      { logLengthscales: number[]; logVariance: number; logNoise: number } | undefined;
    if (stored?.logLengthscales?.length !== dimensions) continue;
    if (newest !== undefined && newest.number > number) continue;
    newest = {
      number,
      hyperparameters: { ...stored, logLengthscales: Float64Array.from(stored.logLengthscales) },
    };
  }
  return newest?.hyperparameters;
}
