import { defineObjective, float, int } from '@tune/core';

/**
 * An objective of your own: a narrow valley with a whole number in it. Its optimum is known, so a
 * comparison shows regrets. The direction is `minimize` unless you say otherwise.
 *
 *   tune compare --objective ./rosenbrock.mjs --strategies bayes,random
 */
export default defineObjective({
  name: 'rosenbrock',
  // Part of the identity of stored runs: change it when points may get other values.
  version: '1',
  space: { x: float(-2, 2), y: float(-1, 3), k: int(1, 4) },
  optimum: { value: 0, points: [{ x: 1, y: 1, k: 2 }] },
  evaluate: ({ x, y, k }) => (1 - x) ** 2 + 100 * (y - x ** 2) ** 2 + (k - 2) ** 2,
});
