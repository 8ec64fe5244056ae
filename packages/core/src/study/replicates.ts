import type { Point, Space } from '../space/space.ts';
import { seedOfSpelling } from './evaluation-seed.ts';
import type { StudyState } from '../events/study-state.ts';

/** The trials at one point. */
interface AtPoint {
  readonly spelling: string;
  readonly numbers: Set<number>;
  /** So many replicates have been looked for. */
  looked: number;
  /** Trials that may be at the point: they have the seed of a replicate that was looked for. */
  readonly candidates: number[];
  /** Trials without cancelled ones, after so many cancellations in the study. */
  count: number;
  cancelled: number;
}

/**
 * How often each point has been evaluated. Trials are found by their seeds: those at a point have the
 * seeds of its replicates 0, 1, 2, ..., because each one's replicate is a count of trials before it. So
 * only trials at the point are built, and no others; and each is looked at once.
 */
export class Replicates {
  readonly #space: Space;
  readonly #state: StudyState;
  readonly #seed: number;
  /** By seed, as a signed number: small integers are the quicker keys. */
  readonly #numbers = new Map<number, number | number[]>();
  /** Points that have been evaluated before. */
  readonly #points = new Map<string, AtPoint>();
  /** By the seeds of their replicates that were looked for: new trials with such a seed may be at them. */
  readonly #watched = new Map<number, AtPoint[]>();
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
    let at = this.#points.get(spelling);
    if (at === undefined) {
      if (!this.#numbers.has(first | 0)) return 0;
      const cancelled = this.#state.cancelled.length;
      at = { spelling, numbers: new Set(), looked: 0, candidates: [], count: 0, cancelled };
      this.#points.set(spelling, at);
    }
    this.#uncount(at);
    this.#find(at);
    return at.count;
  }

  /** Takes away what was counted before it was cancelled. */
  #uncount(at: AtPoint): void {
    const { cancelled } = this.#state;
    for (; at.cancelled < cancelled.length; at.cancelled++) {
      if (at.numbers.has(cancelled[at.cancelled]!)) at.count -= 1;
    }
  }

  /** Takes in the trials at a point that have come since it was looked at. */
  #find(at: AtPoint): void {
    for (const number of at.candidates.splice(0)) this.#take(at, number);
    // Studies of earlier versions gave equal points of a batch one seed, and left a gap after it. No
    // trial has a replicate above the number of those before it, so nothing comes after this.
    for (; at.looked <= at.numbers.size; at.looked++) {
      const seed = seedOfSpelling(this.#seed, at.spelling, at.looked) | 0;
      const watching = this.#watched.get(seed);
      if (watching === undefined) this.#watched.set(seed, [at]);
      else watching.push(at);
      for (const number of [this.#numbers.get(seed) ?? []].flat()) this.#take(at, number);
    }
  }

  /** Others may have the same 32 bits. */
  #take(at: AtPoint, number: number): void {
    if (at.numbers.has(number)) return;
    if (this.#space.canonical(this.#state.trial(number)!.point) !== at.spelling) return;
    at.numbers.add(number);
    if (this.#state.status(number) !== 'cancelled') at.count += 1;
  }

  #index(): void {
    while (this.#indexed < this.#state.size) {
      const number = ++this.#indexed;
      const seed = this.#state.seed(number) | 0;
      const others = this.#numbers.get(seed);
      if (others === undefined) this.#numbers.set(seed, number);
      else if (typeof others === 'number') this.#numbers.set(seed, [others, number]);
      else others.push(number);
      if (this.#watched.size === 0) continue;
      for (const at of this.#watched.get(seed) ?? []) at.candidates.push(number);
    }
  }
}
