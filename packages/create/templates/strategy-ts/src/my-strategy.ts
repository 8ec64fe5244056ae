import type { Strategy, Suggestion } from '@tune/core';
import { drawPoint, numberBetween, pluginFactory } from '@tune/core/plugin';

/**
 * Looks around the best point, closer with every trial; one point in ten comes from the whole space.
 *
 * It has no state of its own: what it suggests follows from the history, the space and the random numbers alone,
 * so a search can be stopped, resumed and shared by several processes.
 */
export default pluginFactory({
  kind: 'strategy',
  name: 'my-strategy',
  description: 'Looks around the best point, closer with every trial.',
  // Checked and completed with their defaults, and listed by `tune strategies my-strategy`.
  options: {
    radius: numberBetween(0.001, 1, {
      default: 0.3,
      description: 'How far it looks at first, as a share of the range of each parameter.',
    }),
  },
  create: ({ radius }, identity): Strategy => ({
    name: 'my-strategy',
    ...identity,
    apiVersion: 1,
    // Stored with each run: change it when the same history may lead to other points.
    version: '1',
    capabilities: { parallel: true, exhaustive: false },

    async suggest({ space, history, count, rng, signal }) {
      signal.throwIfAborted();
      const best = history.incumbent;
      const reach = radius * 0.95 ** history.ended.length;
      // In the unit cube, distances in different parameters are comparable.
      const near = (unit: number) => Math.min(1, Math.max(0, unit + reach * rng.normal()));

      const suggestions: Suggestion[] = [];
      for (let tries = 0; suggestions.length < count; tries++) {
        // Where constraints leave little around the best point, drawPoint finds what they allow elsewhere.
        const isAnywhere = best === undefined || rng.next() < 0.1 || tries > 100 * count;
        const point = isAnywhere
          ? await drawPoint(space, rng, signal)
          : space.decode(space.encode(best.point).map(near));
        if (space.violated(point).length > 0) continue;
        // Stored with the trial, for you and for later calls: why this point?
        suggestions.push({ point, meta: { around: isAnywhere ? null : best.number, reach } });
      }
      return suggestions;
    },
  }),
});
