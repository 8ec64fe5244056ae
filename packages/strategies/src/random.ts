import type { Strategy } from '@tune/core';
import { drawPoint } from './draw.ts';
import { checkOptions } from './options.ts';

/**
 * Independent uniform draws from the unit cube, those that violate a constraint drawn again: the
 * baseline. On a finite space a point may come more than once, as independent draws do.
 *
 * @throws STRATEGY_OPTION_INVALID  it takes no options
 * @throws SPACE_CONSTRAINT_NARROW  10,000 draws found no point that meets the constraints
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
      return Array.from({ length: count }, () => drawPoint(space, rng)).flatMap((point) =>
        point === undefined ? [] : [{ point, meta: { phase: 'random' } }],
      );
    },
  };
}
