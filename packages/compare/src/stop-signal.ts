import { isError, isPromise } from '@tune/core/plugin';

/**
 * Stops a comparison early: when the caller's signal aborts, or at the first error after which it cannot
 * go on. Either way the runs see one aborted signal, and end cleanly.
 */
export class StopSignal {
  readonly #abort = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #forward = (): void => this.#abort.abort(this.#outer?.reason);
  #failure: { readonly error: unknown } | undefined;

  constructor(outer: AbortSignal | undefined) {
    this.#outer = outer;
    if (outer?.aborted === true) this.#forward();
    else outer?.addEventListener('abort', this.#forward, { once: true });
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isStopped(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Stops because of an error; only the first is kept. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    const message = isError(error) ? error.message : String(error);
    this.#abort.abort(`the comparison ended early: ${message}`);
  }

  /** Rethrows the error that stopped it. */
  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Rethrows the error, or throws the reason of the caller's signal. */
  throwIfStopped(): void {
    this.throwIfFailed();
    this.#abort.signal.throwIfAborted();
  }

  /**
   * A listener whose errors stop the comparison; after one it is not called again. One that is async
   * counts too: a rejection that no one handles would end the process.
   */
  guard<T>(listener: ((value: T) => unknown) | undefined): (value: T) => void {
    return (value) => {
      if (listener === undefined || this.#failure !== undefined) return;
      try {
        const result = listener(value);
        if (isPromise(result)) result.catch((error: unknown) => this.fail(error));
      } catch (error) {
        this.fail(error);
      }
    };
  }

  /** Stops listening to the caller's signal. */
  release(): void {
    this.#outer?.removeEventListener('abort', this.#forward);
  }
}
