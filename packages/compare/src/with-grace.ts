import { raceSignal, startTimer } from '@tune/core/plugin';

/** How long work that was told to stop may take to do so, in milliseconds. */
const GRACE_MS = 2000;

/**
 * What `work` resolves to. Once the signal has aborted, it has two seconds left to clean up; then this
 * rejects with the signal's reason, so that a set-up that ignores its signal holds nothing up.
 */
export async function withGrace<T>(
  work: () => T | Promise<T>,
  signal: AbortSignal,
  { graceMs = GRACE_MS }: { readonly graceMs?: number } = {},
): Promise<T> {
  const forceStop = new AbortController();
  let stopTimer = (): void => undefined;
  const heard = (): void => {
    stopTimer = startTimer(graceMs, () => forceStop.abort(signal.reason));
  };
  signal.throwIfAborted();
  signal.addEventListener('abort', heard, { once: true });
  try {
    return await raceSignal(work, forceStop.signal);
  } finally {
    signal.removeEventListener('abort', heard);
    stopTimer();
  }
}
