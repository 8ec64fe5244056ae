import { yieldToEventLoop } from '@tune/core/plugin';

/** How long a search computes before timers, signals and I/O run. */
const TURN_MS = 10;

/** Lets the event loop run during a long search. It decides when, never what is found. */
export interface Pacer {
  /** Milliseconds since the search began. */
  readonly elapsed: number;
  /** Whether a turn is over; asked often, because a constraint may take any time. */
  readonly isDue: boolean;
  /** @throws the reason of the signal if it is aborted */
  pause(): Promise<void>;
}

export function createPacer(signal: AbortSignal): Pacer {
  const begun = performance.now();
  let turn = begun;
  return {
    get elapsed() {
      return performance.now() - begun;
    },
    get isDue() {
      return performance.now() - turn > TURN_MS;
    },
    async pause() {
      await yieldToEventLoop();
      signal.throwIfAborted();
      turn = performance.now();
    },
  };
}
