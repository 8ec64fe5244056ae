import type { History, Point, Rng, Space } from '@tune/core';

/** The points that have been evaluated or are running, by their canonical spelling. */
export class Seen {
  readonly #space: Space;
  readonly #spellings = new Set<string>();

  constructor(space: Space, history: History) {
    this.#space = space;
    for (const { point } of [...history.ended, ...history.pending]) this.add(point);
  }

  /** How many different points. */
  get size(): number {
    return this.#spellings.size;
  }

  /** Whether a finite space has no further point. */
  get exhausted(): boolean {
    return this.size >= this.#space.cardinality;
  }

  has(point: Point): boolean {
    return this.#spellings.has(this.#space.canonical(point));
  }

  add(point: Point): void {
    this.#spellings.add(this.#space.canonical(point));
  }

  /**
   * A point that is not there yet: from a place of chance onward, so at most `size + 1` points are
   * looked at. Undefined where the space is used up.
   */
  unseen(rng: Rng): Point | undefined {
    if (this.exhausted) return undefined;
    if (!Number.isFinite(this.#space.cardinality)) {
      for (;;) {
        const point = this.#space.decode(this.#space.columns.map(() => rng.next()));
        if (!this.has(point)) return point;
      }
    }
    const { cardinality } = this.#space;
    const start = rng.integer(cardinality);
    for (let offset = 0; offset <= this.size; offset++) {
      const point = pointAt(this.#space, (start + offset) % cardinality);
      if (!this.has(point)) return point;
    }
    return undefined;
  }
}

/** The point with an index of 0 .. cardinality - 1 of a finite space: mixed radix, first name fastest. */
export function pointAt(space: Space, index: number): Point {
  let rest = index;
  return Object.fromEntries(
    space.names.map((name) => {
      const parameter = space.parameters[name]!;
      const level = rest % parameter.levels;
      rest = Math.floor(rest / parameter.levels);
      return [name, parameter.level(level)];
    }),
  );
}
