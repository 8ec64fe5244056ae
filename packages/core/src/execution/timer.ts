/** The longest time that the platform's timers can wait at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Calls back after a time, also one of more than 24 days, which the platform's timers would take for
 * none at all.
 * @returns stops the timer
 */
export function startTimer(ms: number, callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = (left: number): void => {
    const now = Math.min(left, LONGEST_MS);
    timer = setTimeout(() => (left > now ? wait(left - now) : callback()), now);
  };
  wait(ms);
  return () => clearTimeout(timer);
}

/** Calls back again and again until what it returns is called. It does not keep the process alive. */
export function startInterval(ms: number, callback: () => void): () => void {
  const timer: { unref?(): unknown } = setInterval(callback, Math.min(ms, LONGEST_MS));
  timer.unref?.();
  return () => clearInterval(timer as ReturnType<typeof setInterval>);
}

/** Resolves after a time, or as soon as the signal aborts. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const end = (): void => {
      stop();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const stop = startTimer(ms, end);
    signal?.addEventListener('abort', end);
  });
}

/** Lets timers, signals and I/O run: promises alone would keep them out. */
export const yieldToEventLoop = (): Promise<void> =>
  new Promise((resolve) => {
    try {
      if (typeof setImmediate === 'function') return void setImmediate(resolve);
    } catch {
      // An edge runtime has one that throws.
    }
    // Browsers slow nested timers down, in a background tab to one a second, but not messages.
    if (typeof MessageChannel !== 'function') return void setTimeout(resolve);
    const { port1, port2 } = new MessageChannel();
    const onmessage = (): void => {
      port1.close();
      resolve();
    };
    // Assigned, because Node's types do not know this property.
    Object.assign(port1, { onmessage });
    port2.postMessage(undefined);
  });
