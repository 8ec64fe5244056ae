import type { Json } from '../json.ts';

/** Trials whose points a strategy chose without its model. */
export interface Fallbacks {
  readonly trials: number;
  /** Why, in the words of the strategy, at the first of them. */
  readonly reason: string;
}

/**
 * How many trials were chosen without the strategy's model, by what their meta says: `phase` is `fallback`
 * and `reason` says why. A search says so at its end: without its model, such a strategy is not the one that was asked for.
 *
 * @returns undefined if there is none
 *
 * @example
 * ```ts
 * import { fallbacksOf } from '@tune/core/plugin';
 * fallbacksOf([{ meta: { phase: 'fallback', reason: 'too few trials' } }, {}]); // { trials: 1, reason: 'too few trials' }
 * ```
 */
export function fallbacksOf(trials: Iterable<{ readonly meta?: Json }>): Fallbacks | undefined {
  let found: { trials: number; reason: string } | undefined;
  for (const { meta } of trials) {
    if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) continue;
    const { phase, reason } = meta as { phase?: Json; reason?: Json };
    if (phase !== 'fallback') continue;
    found ??= { trials: 0, reason: typeof reason === 'string' ? reason : 'no reason is given' };
    found.trials += 1;
  }
  return found;
}
