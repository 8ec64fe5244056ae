/** Aborts, and tells any number of listeners: a signal warns when it has more than ten. */
export class AbortHub {
  readonly #controller = new AbortController();
  readonly #listeners = new Set<(reason: unknown) => void>();

  /** For those who need a signal, a few at a time. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    if (this.signal.aborted) return;
    this.#controller.abort(reason);
    for (const heard of this.#listeners) heard(this.signal.reason);
    this.#listeners.clear();
  }

  /** Calls back once it aborts, or at once if it has. @returns ends it */
  listen(heard: (reason: unknown) => void): () => void {
    if (this.signal.aborted) heard(this.signal.reason);
    else this.#listeners.add(heard);
    return () => this.#listeners.delete(heard);
  }
}
