import { AsyncLocalStorage } from 'node:async_hooks';

// An objective may replace globals.
const { Promise: NativePromise } = globalThis;

interface Work {
  readonly id: string;
  /** What a person calls it. */
  readonly label: string;
  /** Missing once the work is over. */
  fail?: (error: unknown) => void;
}

/**
 * Finds out whose code an error comes from that reaches the event loop: a promise that rejects without
 * being handled, a timer that throws. It fails the work that it belongs to, and no other: what an
 * evaluation has left behind may fail long after its end.
 */
export class OutsideErrors {
  readonly #works = new AsyncLocalStorage<Work>();
  readonly #onStray: (error: unknown, label: string) => void;
  #latest: Work | undefined;
  #hasHeard = false;

  /** @param onStray  called with an error of work that is over */
  constructor(onStray: (error: unknown, label: string) => void) {
    this.#onStray = onStray;
  }

  /** The id of the work whose code runs now. */
  get currentId(): string | undefined {
    return this.#works.getStore()?.id;
  }

  /** Whether there was any such error. */
  get hasHeard(): boolean {
    return this.#hasHeard;
  }

  /** What `code` comes to; or, if it is first, a rejection with an error that its code leaves to the event loop. */
  async run<T>(id: string, code: () => T | Promise<T>, label = id): Promise<T> {
    const work: Work = { id, label };
    const failed = new NativePromise<never>((_, reject) => (work.fail = reject));
    this.#latest = work;
    try {
      return await NativePromise.race([this.#works.run(work, async () => code()), failed]);
    } finally {
      delete work.fail;
    }
  }

  /** Fails the work that began last, if it is not over. */
  failLatest(error: unknown): boolean {
    const fail = this.#latest?.fail;
    fail?.(error);
    return fail !== undefined;
  }

  /** Takes an error that has just reached the event loop. False if it belongs to no work that is known. */
  claim(error: unknown): boolean {
    this.#hasHeard = true;
    const work = this.#works.getStore();
    if (work === undefined) return false;
    if (work.fail === undefined) this.#onStray(error, work.label);
    else work.fail(error);
    return true;
  }
}
