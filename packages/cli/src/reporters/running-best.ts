import type { Direction } from '@tune/core';
import { isBetter } from '@tune/core/plugin';

/** The best value so far of a sequence that is shown row by row. */
export class RunningBest {
  readonly #direction: Direction;
  #value: number | undefined;

  constructor(direction: Direction) {
    this.#direction = direction;
  }

  /** Whether the value is better than all before it; a missing one is not. */
  take(value: number | undefined): boolean {
    if (value === undefined) return false;
    if (this.#value !== undefined && !isBetter(this.#direction, value, this.#value)) return false;
    this.#value = value;
    return true;
  }
}
