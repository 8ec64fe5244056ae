/** A signal that never aborts, for those who are given none. */
export const NEVER_ABORTED: AbortSignal = new AbortController().signal;

/** What `work` comes to, or a rejection with the signal's reason, whichever is first. */
export function raceSignal<T>(work: () => T | Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal === NEVER_ABORTED) return Promise.resolve().then(work);
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop);
    new Promise<T>((begin) => begin(work()))
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
