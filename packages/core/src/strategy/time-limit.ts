import { coreError } from '../errors.ts';
import { NEVER_ABORTED, raceSignal } from '../execution/race-with-abort.ts';
import { startTimer } from '../execution/timer.ts';

/** How long one call of a strategy may take, unless it is said. */
export const SUGGEST_TIMEOUT_MS = 600_000;

/**
 * Ends calls of a strategy that take too long, one call at a time. What comes of a call after its end is
 * ignored. A call that keeps the thread busy cannot be ended from this thread.
 */
export class TimeLimit {
  readonly #strategy: string;
  readonly #ms: number;
  /** What the strategy sees; kept from call to call, because a new one for each would cost more than the rest. */
  #own = new AbortController();
  #outer: AbortSignal = NEVER_ABORTED;
  #unfollow = (): void => undefined;

  constructor(strategy: string, ms = SUGGEST_TIMEOUT_MS) {
    this.#strategy = strategy;
    this.#ms = ms;
  }

  /**
   * @param work  is given a signal that aborts when the outer one does, and when the time is up
   * @throws STRATEGY_TIMED_OUT, and the reason of the outer signal once that aborts
   */
  async run<T>(
    method: 'setup' | 'prepare' | 'suggest' | 'recommend',
    outer: AbortSignal,
    work: (signal: AbortSignal) => T | Promise<T>,
  ): Promise<T> {
    const own = this.#follow(outer);
    const stopTimer = startTimer(this.#ms, () => {
      const details = { strategy: this.#strategy, method, seconds: this.#ms / 1000 };
      own.abort(coreError('STRATEGY_TIMED_OUT', details));
    });
    try {
      return await raceSignal(() => work(own.signal), own.signal);
    } finally {
      stopTimer();
    }
  }

  /** Stops listening to the signal of the last call. */
  release(): void {
    this.#unfollow();
    this.#outer = NEVER_ABORTED;
  }

  #follow(outer: AbortSignal): AbortController {
    if (outer === this.#outer && !this.#own.signal.aborted) return this.#own;
    this.release();
    const own = new AbortController();
    this.#own = own;
    this.#outer = outer;
    if (outer === NEVER_ABORTED) return own;
    const abort = (): void => own.abort(outer.reason);
    if (outer.aborted) abort();
    else outer.addEventListener('abort', abort, { once: true });
    this.#unfollow = () => outer.removeEventListener('abort', abort);
    return own;
  }
}
