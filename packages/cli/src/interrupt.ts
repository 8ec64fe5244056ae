import { EXIT } from './exit-code.ts';

/** How long something that was told to stop is waited for. */
const GRACE_MS = 5000;

/**
 * Ctrl-C once asks to stop, twice gives up what does not, three times ends at once. Until it is
 * released the process lives, whatever it waits for: a promise alone would not keep it.
 */
export interface Interrupt {
  /** Aborted by the first one: what runs is to stop. */
  readonly signal: AbortSignal;
  /** Aborted by the second one, or some seconds after the first: nobody waits any longer. */
  readonly abandon: AbortSignal;
  /** Stops listening. */
  release(): void;
}

export function onInterrupt(graceMs = GRACE_MS): Interrupt {
  const asked = new AbortController();
  const abandoned = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const hold = setInterval(() => undefined, 2 ** 30);
  const abandon = (): void => abandoned.abort('interrupted, and given up');
  const stop = (): void => {
    if (abandoned.signal.aborted) process.exit(EXIT.interrupted);
    if (asked.signal.aborted) return abandon();
    asked.abort('interrupted');
    timer = setTimeout(abandon, graceMs).unref();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, stop);
  return {
    signal: asked.signal,
    abandon: abandoned.signal,
    release: () => {
      clearTimeout(timer);
      clearInterval(hold);
      for (const name of signals) process.off(name, stop);
    },
  };
}
