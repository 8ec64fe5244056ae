import { yieldToEventLoop } from '../execution/timer.ts';

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

// Bound once: tests of strategies make `performance.now` throw, and a pacer does not decide what is found.
const now = performance.now.bind(performance);

export function createPacer(signal: AbortSignal): Pacer {
  const begun = now();
  let turn = begun;
  return {
    get elapsed() {
      return now() - begun;
    },
    get isDue() {
      return now() - turn > TURN_MS;
    },
    async pause() {
      await yieldToEventLoop();
      signal.throwIfAborted();
      turn = now();
    },
  };
}
