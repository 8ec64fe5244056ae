/** Something that holds memory of its own. */
export interface Disposable {
  dispose?(): void;
}

/** A cache owned by the study: emptying it changes no suggestion, only its cost. */
export interface Scratch {
  get<T extends object>(key: string): T | undefined;
  set(key: string, value: object & Disposable): void;
  clear(): void;
}

/** A scratch that disposes what it lets go of. */
export function createScratch(): Scratch {
  const entries = new Map<string, object & Disposable>();
  return {
    get: <T extends object>(key: string) => entries.get(key) as T | undefined,
    set(key, value) {
      const before = entries.get(key);
      if (before !== value) before?.dispose?.();
      entries.set(key, value);
    },
    clear() {
      for (const value of entries.values()) value.dispose?.();
      entries.clear();
    },
  };
}
