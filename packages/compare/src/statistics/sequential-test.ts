/** How strongly signs are bet on; the evidence is the mean over these. Fixed before any data were seen. */
const STAKES = [1, 2, 4];

/**
 * Evidence that paired differences tend to be below zero, which stays valid however often it is looked
 * at and whenever one stops: an e-process. If each difference is as likely to be `d` as `-d`, which is
 * so where both of a pair come from the same distribution, the evidence ever reaches 1 / alpha with
 * a probability of at most alpha.
 *
 * Each difference is a bet on its sign, made after its size is known: it multiplies the evidence by
 * `2 / (1 + exp(-stake * size))` if it is negative and by `2 / (1 + exp(stake * size))` if positive, where
 * `size` is twice its rank among the sizes so far, as a share. Zeros say nothing.
 *
 * @see [Ramdas2023] section 3, [Howard2021]
 *
 * @example
 * ```ts
 * import { SequentialTest } from '@tune/compare';
 * const test = new SequentialTest();
 * for (const difference of [-3, -1, -4, -1, -5, -9, -2]) test.add(difference);
 * Math.exp(test.logEvidence) > 20; // true
 * ```
 */
export class SequentialTest {
  /** The sizes so far, in order. */
  #sizes: number[] = [];
  #logs = STAKES.map(() => 0);

  /** @param difference  the next one; Infinity is larger than all others */
  add(difference: number): void {
    if (difference === 0) return;
    const bet = this.#rankShare(Math.abs(difference)) * -Math.sign(difference);
    for (const [i, stake] of STAKES.entries()) {
      this.#logs[i]! += Math.LN2 - Math.log1p(Math.exp(-stake * bet));
    }
  }

  /** The natural logarithm of the evidence; 0 if nothing is known. */
  get logEvidence(): number {
    const largest = Math.max(...this.#logs);
    const sum = this.#logs.reduce((total, log) => total + Math.exp(log - largest), 0);
    return largest + Math.log(sum / STAKES.length);
  }

  /** A test that goes on from here by itself. */
  copy(): SequentialTest {
    const copy = new SequentialTest();
    copy.#sizes = [...this.#sizes];
    copy.#logs = [...this.#logs];
    return copy;
  }

  /** Adds a size; twice the share of sizes that are smaller, equal ones counting half: about 1 on average. */
  #rankShare(size: number): number {
    const from = this.#countBelow((other) => other < size);
    const to = this.#countBelow((other) => other <= size) + 1;
    this.#sizes.splice(from, 0, size);
    return (from + to) / this.#sizes.length;
  }

  /** How many of the sorted sizes are below a bound. */
  #countBelow(isBelow: (size: number) => boolean): number {
    let [low, high] = [0, this.#sizes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBelow(this.#sizes[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
