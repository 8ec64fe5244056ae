import type { Strategy } from '@tune/core';
import { checkOptions } from './options.ts';

/**
 * Independent uniform draws from the unit cube: the baseline. On a finite space a point may come
 * more than once, as independent draws do.
 *
 * @throws STRATEGY_OPTION_INVALID  it takes no options
 * @see [Bergstra2012]
 *
 * @example
 * ```ts
 * import { random } from '@tune/strategies';
 * random().capabilities.parallel; // true
 * ```
 */
export function random(options: object = {}): Strategy {
  checkOptions('random', options, {});
  return {
    name: 'random',
    apiVersion: 1,
    capabilities: { parallel: true, exhaustive: false },
    async suggest({ space, count, rng }) {
      return Array.from({ length: count }, () => ({
        point: space.decode(space.columns.map(() => rng.next())),
        meta: { phase: 'random' },
      }));
    },
  };
}
