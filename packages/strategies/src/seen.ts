import type { History, Point, Rng, Space } from '@tune/core';
import { drawPoint } from './draw.ts';

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

  /** A point of chance that is not there yet; undefined where the space is used up. */
  unseen(rng: Rng): Point | undefined {
    if (this.exhausted) return undefined;
    return drawPoint(this.#space, rng, (point) => !this.has(point));
  }
}
