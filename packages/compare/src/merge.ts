/** An event of one of several sequences, its end, or what it threw. */
export type Next<K, T> = { readonly key: K } & (
  { readonly value: T } | { readonly done: true } | { readonly error: unknown }
);

/** Several sequences as one, in the order in which their events come. */
export async function* merge<K, T>(
  sequences: ReadonlyMap<K, AsyncIterator<T>>,
): AsyncGenerator<Next<K, T>> {
  const coming = new Map<K, Promise<Next<K, T>>>();
  const pull = (key: K, sequence: AsyncIterator<T>): void => {
    const next = sequence.next().then(
      ({ value, done }): Next<K, T> => (done === true ? { key, done } : { key, value }),
      (error: unknown): Next<K, T> => ({ key, error }),
    );
    coming.set(key, next);
  };
  for (const [key, sequence] of sequences) pull(key, sequence);
  while (coming.size > 0) {
    const next = await Promise.race(coming.values());
    if ('value' in next) {
      yield next;
      pull(next.key, sequences.get(next.key)!);
    } else {
      coming.delete(next.key);
      yield next;
    }
  }
}
