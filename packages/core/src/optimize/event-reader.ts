/**
 * Iterates over what is pushed, and keeps it until it is read. Unlike a generator it can be returned
 * before its first read.
 */
export class EventReader<T> implements AsyncIterableIterator<T> {
  readonly #left: () => void;
  #pushed: T[] = [];
  /** The oldest events, last first: taking one from the end costs the same however many there are. */
  #next: T[] = [];
  readonly #reads: ((result: IteratorResult<T, undefined>) => void)[] = [];
  #isEnded = false;

  /** @param left  called when the reader stops reading */
  constructor(left: () => void) {
    this.#left = left;
  }

  push(item: T): void {
    if (this.#isEnded) return;
    const read = this.#reads.shift();
    if (read === undefined) this.#pushed.push(item);
    else read({ done: false, value: item });
  }

  /** Ends the iteration, once what was pushed has been read. */
  end(): void {
    this.#isEnded = true;
    for (const read of this.#reads.splice(0)) read({ done: true, value: undefined });
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.#next.length === 0) {
      this.#next = this.#pushed.reverse();
      this.#pushed = [];
    }
    if (this.#next.length > 0) return { done: false, value: this.#next.pop()! };
    if (this.#isEnded) return { done: true, value: undefined };
    return new Promise((resolve) => this.#reads.push(resolve));
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#left();
    this.#pushed = [];
    this.#next = [];
    this.end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
