/**
 * How strongly signs are bet on, and with which share of the capital. Small stakes find small differences, large
 * ones need fewer repeats for large ones. Fixed before any data were seen.
 */
const STAKES = [1, 2, 4, 8] as const;
const SHARES = [0.2, 0.4, 0.2, 0.2] as const;

/** Of each stake, what a bet on one difference may win: filled anew for each. */
const parts = new Float64Array(STAKES.length);

/**
 * Evidence that paired differences tend to be below zero, which stays valid however often it is looked
 * at and whenever one stops: an e-process. If each difference is as likely to be `d` as `-d`, which is
 * so where both of a pair come from the same distribution, the evidence ever reaches `goal` with
 * a probability of at most `1 / goal`.
 *
 * Each difference is a bet on its sign, made after its size is known: it multiplies the evidence by
 * `2 / (1 + exp(-stake * size))` if it is negative and by `2 / (1 + exp(stake * size))` if positive, where
 * `size` is twice its rank among the sizes so far, as a share. Zeros say nothing. No bet is for more than
 * reaches the goal, so that nothing is risked for evidence that is not needed; the goal once reached stays reached.
 *
 * @see [Ramdas2023] section 3, [Howard2021], [Fischer2024] bets that do not go beyond the goal
 *
 * @example
 * ```ts
 * import { SequentialTest } from '@tune/compare';
 * const test = new SequentialTest(20);
 * for (const difference of [-3, -1, -4, -1, -5, -9, -2]) test.add(difference);
 * test.isReached; // true
 * ```
 */
export class SequentialTest {
  readonly #goal: number;
  /** The sizes so far, in order. */
  #sizes: number[] = [];
  /** What each bet has made of its share. */
  #capitals: number[] = [...SHARES];
  #isReached = false;

  /** @param goal  the evidence that is enough: 20 for a claim at 5 % */
  constructor(goal: number) {
    this.#goal = goal;
  }

  /** @param difference  the next one; Infinity is larger than all others */
  add(difference: number): void {
    if (difference === 0 || this.#isReached) return;
    const size = this.#rankShare(Math.abs(difference));
    const capitals = this.#capitals;
    const before = this.evidence;
    let gain = 0;
    // Without iterators: what is foreseen takes a hundred thousand of these.
    for (let i = 0; i < STAKES.length; i++) {
      parts[i] = Math.tanh((STAKES[i]! * size) / 2);
      gain += capitals[i]! * parts[i]!;
    }
    const isBeyond = before + gain > this.#goal;
    // With a smaller stake, which wins as much as is needed, less is lost.
    const less = isBeyond ? (2 * before - this.#goal) / (before - gain) : 1;
    for (let i = 0; i < STAKES.length; i++) {
      capitals[i]! *= difference < 0 ? 1 + parts[i]! : (1 - parts[i]!) * less;
    }
    this.#isReached = difference < 0 && before + gain >= this.#goal;
  }

  /** Whether the evidence is enough, or was before. */
  get isReached(): boolean {
    return this.#isReached;
  }

  /** 1 if nothing is known, at most the goal. */
  get evidence(): number {
    return this.#isReached ? this.#goal : sum(this.#capitals);
  }

  /** A test that goes on from here by itself. */
  copy(): SequentialTest {
    const copy = new SequentialTest(this.#goal);
    copy.#sizes = [...this.#sizes];
    copy.#capitals = [...this.#capitals];
    copy.#isReached = this.#isReached;
    return copy;
  }

  /** Adds a size; twice the share of sizes that are smaller, equal ones counting half: about 1 on average. */
  #rankShare(size: number): number {
    const sizes = this.#sizes;
    let [from, high] = [0, sizes.length];
    while (from < high) {
      const middle = (from + high) >> 1;
      if (sizes[middle]! < size) from = middle + 1;
      else high = middle;
    }
    let to = from;
    while (sizes[to] === size) to++;
    sizes.splice(from, 0, size);
    return (from + to + 1) / sizes.length;
  }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
