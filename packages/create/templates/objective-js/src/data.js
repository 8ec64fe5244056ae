import { createRng } from '@tune/core/plugin';

/**
 * A point of the plane with a 1 for the bias, and on which side of a blurred line it lies.
 * @typedef {{ x: [number, number, 1], label: 0 | 1 }} Example
 */

/**
 * Examples that are made up: equal arguments give equal ones. Read yours here.
 * @returns {Example[]}
 */
export function examples(part, count, seed) {
  const rng = createRng(`${part} ${seed}`);
  return Array.from({ length: count }, () => {
    const [x, y] = [rng.normal(), 3 * rng.normal()];
    return { x: [x, y, 1], label: 2 * x - y + 0.5 + rng.normal() > 0 ? 1 : 0 };
  });
}
