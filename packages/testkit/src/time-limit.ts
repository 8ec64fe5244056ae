import { AssertionError } from 'node:assert/strict';

/** Rejects if the work has not settled after the limit: what is tried hangs. */
export async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hung = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new AssertionError({ message: `nothing came for ${limitMs} ms` }));
    }, limitMs);
  });
  try {
    await Promise.race([work, hung]);
  } finally {
    clearTimeout(timer);
  }
}
