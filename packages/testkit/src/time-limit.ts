import { onStall } from './watchdog.ts';

/** How long a message of the watchdog may take. */
const MESSAGE_MS = 250;

/** What became of work that has a limit. */
export type Timed<T> =
  | { readonly state: 'done'; readonly value: T }
  | { readonly state: 'late' }
  | { readonly state: 'stalled'; readonly frames: readonly string[] };

/**
 * Waits for work, but not longer than the limit. Work that does not let timers run is ended.
 * @param begin  called at once; what it throws, or rejects with, is thrown
 */
export async function timed<T>(limitMs: number, begin: () => T | Promise<T>): Promise<Timed<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unwatch: (() => void) | undefined;
  const ended = new Promise<Timed<T>>((resolve) => {
    // After a stall this timer is due at once, and what was seen of it is still on its way.
    timer = setTimeout(() => {
      timer = setTimeout(() => resolve({ state: 'late' }), MESSAGE_MS);
    }, limitMs);
    unwatch = onStall(limitMs, ({ frames }) => resolve({ state: 'stalled', frames }));
  });
  // A microtask of its own: what is ended in the middle of it never settles.
  const work = Promise.resolve().then(async (): Promise<Timed<T>> => {
    return { state: 'done', value: await begin() };
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(timer);
    unwatch?.();
    work.catch(() => undefined);
  }
}

/** Rejects if the work has not settled after the limit: what is tried hangs. */
export async function within(limitMs: number, begin: () => Promise<void>): Promise<void> {
  const { state, ...more } = await timed(limitMs, begin);
  if (state === 'late') throw new LateError(`nothing came for ${limitMs} ms`);
  if (state === 'stalled') {
    const { frames } = more as { readonly frames: readonly string[] };
    throw new LateError(`it ran for ${limitMs} ms without a pause in ${frames[0] ?? 'a loop'}`);
  }
}

/** Nothing came in time. */
export class LateError extends Error {
  override readonly name = 'LateError';
}
