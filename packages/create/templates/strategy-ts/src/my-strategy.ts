import type { Strategy, Suggestion } from '@tune/core';
import { drawPoint } from '@tune/core/plugin';

export interface Options {
  /** How far around the best point it looks at first, as a share of each parameter's range. */
  readonly radius?: number;
}

/**
 * Looks around the best point, closer with every trial; one point in ten comes from the whole space.
 *
 * It has no state of its own: what it suggests follows from the history, the space and the random numbers alone,
 * so a search can be stopped, resumed and shared by several processes.
 */
export default function myStrategy({ radius = 0.3 }: Options = {}): Strategy {
  return {
    name: 'my-strategy',
    apiVersion: 1,
    // Stored with each run: change it when the same history may lead to other points.
    version: '1',
    options: { radius },
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
  };
}
