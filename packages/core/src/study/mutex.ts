/** Runs one piece of work after another, in the order in which they came. */
export class Mutex {
  #last: Promise<unknown> | undefined;

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last === undefined ? work() : this.#last.then(work, work);
    this.#last = result;
    const end = (): void => {
      if (this.#last === result) this.#last = undefined;
    };
    result.then(end, end);
    return result;
  }
}
