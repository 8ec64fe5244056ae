import type { Strategy, Suggestion } from '@tune/core';
import { checkOptions } from './options.ts';
import { drawPoint } from './sampling/draw.ts';
import { VERSION } from './version.ts';

const META = Object.freeze({ phase: 'random' });

/**
 * Independent uniform draws from the unit cube: the baseline. Draws that violate a constraint are
 * repeated. On a finite space a point may come more than once, because draws are independent.
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
    version: VERSION,
    capabilities: { parallel: true, exhaustive: false },
    async suggest({ space, count, rng }) {
      const suggestions: Suggestion[] = [];
      for (let index = 0; index < count; index++) {
        const point = drawPoint(space, rng);
        if (point !== undefined) suggestions.push({ point, meta: META });
      }
      return suggestions;
    },
  };
}
