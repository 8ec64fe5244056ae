import { EXIT } from './exit-code.ts';
import { log } from './output.ts';
import { onStopRequest } from './signals.ts';

/** How long work that was told to stop may take to do so. A supervisor ends the process after two seconds. */
const GRACE_MS = 1000;

/**
 * Ctrl-C once asks to stop, twice forces it, three times ends the process. It keeps the process alive
 * until it is released: a promise alone would not.
 */
export interface Interrupt {
  /** Aborted by the first Ctrl-C: what runs is to stop. */
  readonly signal: AbortSignal;
  /** Aborted by the second one, or a second after the first: do not wait for what still runs. */
  readonly forceStop: AbortSignal;
  /** What `work` returns, or a rejection as soon as {@link forceStop} aborts, `graceMs` later if given. */
  race<T>(work: () => T | Promise<T>, graceMs?: number): Promise<T>;
  /** Stops listening. */
  release(): void;
}

/** @param say  what tells a person that the request has come; a command that serves a program has no person to tell */
export function onInterrupt(graceMs = GRACE_MS, say = log): Interrupt {
  const asked = new AbortController();
  const forced = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const hold = setInterval(() => undefined, 2 ** 30);
  const force = (): void => forced.abort('interrupted');
  const stopListening = onStopRequest(() => {
    if (forced.signal.aborted) process.exit(EXIT.interrupted);
    if (asked.signal.aborted) return force();
    // At once: what runs may take a while to stop.
    say('stopping; a second Ctrl-C does not wait for what still runs');
    asked.abort('interrupted');
    timer = setTimeout(force, graceMs).unref();
  });
  return {
    signal: asked.signal,
    forceStop: forced.signal,
    race: (work, grace) => unlessAborted(work, forced.signal, grace),
    release: () => {
      clearTimeout(timer);
      clearInterval(hold);
      stopListening();
    },
  };
}

function unlessAborted<T>(
  work: () => T | Promise<T>,
  signal: AbortSignal,
  graceMs = 0,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      if (graceMs === 0) return reject(signal.reason);
      timer = setTimeout(() => reject(signal.reason), graceMs);
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', stop);
    new Promise<T>((begin) => begin(work())).then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    });
  });
}
