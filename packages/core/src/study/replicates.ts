import type { Point, Space } from '../space/space.ts';
import { seedOfSpelling } from './evaluation-seed.ts';
import type { StudyState } from '../events/study-state.ts';

/**
 * How often each point has been evaluated. Trials are found by their seeds: those at a point have the
 * seeds of its replicates 0, 1, 2, ..., because each one's replicate is a count of trials before it. So
 * only trials at the point are built, and no others.
 */
export class Replicates {
  readonly #space: Space;
  readonly #state: StudyState;
  readonly #seed: number;
  /** By seed, as a signed number: small integers are the quicker keys. */
  readonly #numbers = new Map<number, number | number[]>();
  /** Trials that were found at a point before: they are not compared again. */
  readonly #found = new Map<string, Set<number>>();
  #indexed = 0;

  /** @param seed  what evaluation seeds are made from */
  constructor(space: Space, seed: number, state: StudyState) {
    this.#space = space;
    this.#seed = seed;
    this.#state = state;
  }

  /**
   * The evaluation seed of a trial at the point that begins now.
   * @param batch  how often each point occurs among the trials that begin before it in the same batch;
   *   this one is added
   */
  seedOf(point: Point, batch?: Map<string, number>): number {
    const spelling = this.#space.canonical(point);
    const first = seedOfSpelling(this.#seed, spelling, 0);
    const ahead = batch?.get(spelling) ?? 0;
    batch?.set(spelling, ahead + 1);
    const count = this.#count(spelling, first) + ahead;
    return count === 0 ? first : seedOfSpelling(this.#seed, spelling, count);
  }

  /** Trials at the point so far, without cancelled ones: those left no value. */
  #count(spelling: string, first: number): number {
    this.#index();
    let numbers = this.#numbers.get(first | 0);
    if (numbers === undefined) return 0;
    const found = this.#found.get(spelling) ?? new Set<number>();
    for (let replicate = 1; ; replicate++) {
      const isAny = numbers !== undefined && this.#addThoseAt(spelling, numbers, found);
      // Studies of earlier versions gave equal points of a batch one seed, and left a gap after it. No
      // trial has a replicate above the number of those before it, so nothing comes after this.
      if (!isAny && replicate > found.size) break;
      numbers = this.#numbers.get(seedOfSpelling(this.#seed, spelling, replicate) | 0);
    }
    if (found.size > 0) this.#found.set(spelling, found);
    let count = 0;
    for (const number of found) if (this.#state.status(number) !== 'cancelled') count += 1;
    return count;
  }

  /** Whether any of the trials is at the point; others may have the same 32 bits. */
  #addThoseAt(spelling: string, numbers: number | readonly number[], found: Set<number>): boolean {
    let isAny = false;
    for (const number of typeof numbers === 'number' ? [numbers] : numbers) {
      const isAt =
        found.has(number) || this.#space.canonical(this.#state.trial(number)!.point) === spelling;
      if (isAt) found.add(number);
      isAny ||= isAt;
    }
    return isAny;
  }

  #index(): void {
    while (this.#indexed < this.#state.size) {
      const number = ++this.#indexed;
      const seed = this.#state.seed(number) | 0;
      const others = this.#numbers.get(seed);
      if (others === undefined) this.#numbers.set(seed, number);
      else if (typeof others === 'number') this.#numbers.set(seed, [others, number]);
      else others.push(number);
    }
  }
}
