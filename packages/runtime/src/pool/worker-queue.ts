import type { Worker } from './worker.ts';

/** Gives idle workers to jobs, in the order in which they ask. */
export class WorkerQueue {
  readonly #idle: Set<Worker>;
  readonly #waiting = new Set<(worker: Worker) => void>();

  constructor(workers: readonly Worker[]) {
    this.#idle = new Set(workers);
  }

  /** An idle worker, one with a process that is set up if possible; undefined once the signal aborts. */
  take(signal: AbortSignal): Promise<Worker | undefined> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(undefined);
      const idle = [...this.#idle];
      const worker = idle.find(({ isWarm }) => isWarm) ?? idle[0];
      if (worker !== undefined) {
        this.#idle.delete(worker);
        return resolve(worker);
      }
      const stop = (): void => {
        this.#waiting.delete(serve);
        resolve(undefined);
      };
      const serve = (next: Worker): void => {
        signal.removeEventListener('abort', stop);
        resolve(next);
      };
      this.#waiting.add(serve);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  /** Gives a worker back. */
  release(worker: Worker): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#idle.add(worker);
      return;
    }
    this.#waiting.delete(next);
    next(worker);
  }
}
