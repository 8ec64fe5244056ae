import { float, int, space } from '@tune/core';

/**
 * An objective of your own: a space, a direction, and `evaluate`. This one is a narrow valley with a
 * whole number in it; its optimum is known, so a comparison shows regrets.
 *
 *   tune compare --objective ./rosenbrock.mjs --strategies bayes,random
 */
export default {
  name: 'rosenbrock',
  space: space({ x: float(-2, 2), y: float(-1, 3), k: int(1, 4) }),
  direction: 'minimize',
  optimum: { value: 0, points: [{ x: 1, y: 1, k: 2 }] },

  async evaluate({ x, y, k }, { signal, report }) {
    signal.throwIfAborted();
    const value = (1 - x) ** 2 + 100 * (y - x ** 2) ** 2 + (k - 2) ** 2;
    report(1, value, 1);
    return value;
  },
};
