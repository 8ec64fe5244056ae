import { createRng } from '@tune/core/plugin';

/** A point of the plane with a 1 for the bias, and on which side of a blurred line it lies. */
export interface Example {
  readonly x: readonly [number, number, 1];
  readonly label: 0 | 1;
}

/** Examples that are made up: equal arguments give equal ones. Read yours here. */
export function examples(part: string, count: number, seed: number): Example[] {
  const rng = createRng(`${part} ${seed}`);
  return Array.from({ length: count }, () => {
    const [x, y] = [rng.normal(), 3 * rng.normal()];
    return { x: [x, y, 1], label: 2 * x - y + 0.5 + rng.normal() > 0 ? 1 : 0 };
  });
}
