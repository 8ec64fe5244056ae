import type { Strategy, Suggestion } from '@tune/core';
import { drawRow, pluginFactory, PointSearch, type PluginFactory } from '@tune/core/plugin';
import { VERSION } from './version.ts';

const META = Object.freeze({ phase: 'random' });
const WALKED_META = Object.freeze({ ...META, walked: true });

/**
 * Independent uniform draws from the unit cube: the baseline. Draws that violate a constraint are
 * repeated; where 10,000 find no allowed point, a walk among those that are takes over (`walked` in
 * `meta`). On a finite space a point may come more than once, because draws are independent.
 *
 * @throws STRATEGY_OPTION_INVALID  it takes no options
 * @throws SPACE_CONSTRAINT_EMPTY  a finite space has no allowed point
 * @throws SPACE_CONSTRAINT_NARROW  no point that meets the constraints was found
 * @see [Bergstra2012]
 *
 * @example
 * ```ts
 * import { random } from '@tune/strategies';
 * random().capabilities.parallel; // true
 * ```
 */
export const random: PluginFactory<object, Strategy> = pluginFactory({
  kind: 'strategy',
  name: 'random',
  description: 'Independent uniform draws: the baseline.',
  options: {},
  create: () => ({
    name: 'random',
    apiVersion: 1,
    version: VERSION,
    capabilities: { parallel: true, exhaustive: false },
    async suggest(ask) {
      const { space, rng } = ask;
      const suggestions: Suggestion[] = [];
      if (space.constraints.length === 0) {
        // Every draw is allowed: a search costs more than the draw.
        while (suggestions.length < ask.count) {
          suggestions.push({ point: space.decode(drawRow(space, rng)), meta: META });
        }
        return suggestions;
      }
      const search = new PointSearch(ask);
      for (let index = 0; index < ask.count; index++) {
        const found = await search.draw(rng);
        if (found === undefined) continue;
        const { point, isWalked } = found;
        suggestions.push({ point, meta: isWalked ? WALKED_META : META });
      }
      return suggestions;
    },
  }),
});
