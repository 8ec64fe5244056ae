import { seedOfSpelling } from './evaluation-seed.ts';
import type { Ledger } from './ledger.ts';
import type { Point, Space } from './space.ts';

/**
 * How often each point has been evaluated. Trials are found by their seeds: those at a point have the
 * seeds of its replicates 0, 1, 2, ... without a gap, because each one's replicate is a count of trials
 * before it. So a point costs a look at a few trials, and no trial is read for the others.
 */
export class Replicates {
  readonly #space: Space;
  readonly #ledger: Ledger;
  readonly #seed: number;
  readonly #numbers = new Map<number, number | number[]>();
  #indexed = 0;

  /** @param seed  what evaluation seeds are made of */
  constructor(space: Space, seed: number, ledger: Ledger) {
    this.#space = space;
    this.#seed = seed;
    this.#ledger = ledger;
  }

  /** The evaluation seed of a trial at the point that begins now. */
  seedOf(point: Point): number {
    const spelling = this.#space.canonical(point);
    return seedOfSpelling(this.#seed, spelling, this.#count(spelling));
  }

  /** Trials at the point so far; those that were cancelled for good left no value and are not among them. */
  #count(spelling: string): number {
    this.#index();
    const found = new Set<number>();
    for (let replicate = 0; ; replicate++) {
      const seed = seedOfSpelling(this.#seed, spelling, replicate);
      // Other points may have the same 32 bits.
      const own = [this.#numbers.get(seed) ?? []]
        .flat()
        .filter((number) => this.#space.canonical(this.#ledger.trial(number)!.point) === spelling);
      if (own.length === 0) break;
      for (const number of own) found.add(number);
    }
    return [...found].filter((number) => this.#ledger.standing(number) !== 'cancelled').length;
  }

  #index(): void {
    while (this.#indexed < this.#ledger.size) {
      const number = ++this.#indexed;
      const seed = this.#ledger.seed(number);
      const others = this.#numbers.get(seed);
      if (others === undefined) this.#numbers.set(seed, number);
      else if (typeof others === 'number') this.#numbers.set(seed, [others, number]);
      else others.push(number);
    }
  }
}
