/**
 * A strategy in thirty lines: hill climbing. It starts anywhere, then looks around the best point
 * so far, nearer and nearer. Stateless: all it knows comes from the history and the rng.
 *
 *   tune compare --objective branin --strategies bayes,random,./nearby.mjs
 */
export default function nearby({ radius = 0.3 } = {}) {
  return {
    name: 'nearby',
    apiVersion: 1,
    capabilities: { parallel: true, exhaustive: false },

    async suggest({ space, history, count, rng }) {
      const best = history.incumbent;
      return Array.from({ length: count }, () => {
        if (best === undefined) {
          return {
            point: space.decode(space.names.map(() => rng.next())),
            meta: { phase: 'start' },
          };
        }
        const reach = radius * 0.95 ** history.ended.length;
        // The unit cube is where distances of different parameters mean the same.
        const row = space.encode(best.point).map((unit) => {
          return Math.min(1, Math.max(0, unit + reach * rng.normal()));
        });
        return { point: space.decode(row), meta: { phase: 'near', around: best.number, reach } };
      });
    },
  };
}
