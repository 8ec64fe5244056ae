import { drawPoint } from '@tune/core/plugin';

/**
 * A strategy of your own: hill climbing. It starts at a random point, then looks around the best one so
 * far, closer and closer. It is stateless: all it knows comes from the history and the rng.
 *
 *   tune compare --objective branin --strategies bayes,random,./nearby.mjs
 */
export default function nearby({ radius = 0.3 } = {}) {
  return {
    name: 'nearby',
    apiVersion: 1,
    // Part of the identity of stored runs: raise the version when it may suggest other points.
    version: '1',
    options: { radius },
    capabilities: { parallel: true, exhaustive: false },

    async suggest({ space, history, count, rng, signal }) {
      signal.throwIfAborted();
      const best = history.incumbent;
      const reach = radius * 0.95 ** history.ended.length;
      // The unit cube is where distances of different parameters mean the same.
      const around = (unit) => Math.min(1, Math.max(0, unit + reach * rng.normal()));
      const suggestions = [];
      for (let draws = 0; suggestions.length < count; draws++) {
        // Where constraints leave little around the best point, drawPoint finds what they allow elsewhere.
        if (best === undefined || draws > 100 * count) {
          const point = await drawPoint(space, rng, signal);
          suggestions.push({ point, meta: { phase: 'start' } });
          continue;
        }
        const point = space.decode(space.encode(best.point).map(around));
        if (space.violated(point).length > 0) continue;
        suggestions.push({ point, meta: { phase: 'near', around: best.number } });
      }
      return suggestions;
    },
  };
}
