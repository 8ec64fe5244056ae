/** What differs between Node and a browser, with the types that their type libraries do not share. */

/** A compiled WebAssembly module, which can be posted to workers. */
export type CompiledModule = object;

interface WebAssemblyGlobal {
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Instance: new (module: CompiledModule, imports: object) => { readonly exports: unknown };
}

/** A worker as its owner sees it, or the other way round. */
export interface MessageTarget {
  postMessage(message: unknown): void;
  addEventListener(
    type: string,
    listener: (event: { data?: unknown; message?: string }) => void,
  ): void;
}

interface PlatformGlobals extends MessageTarget {
  readonly WebAssembly?: WebAssemblyGlobal;
  readonly Worker?: new (
    url: string,
    options: { type: 'module'; name: string },
  ) => MessageTarget & { terminate(): void };
  readonly Blob?: new (parts: readonly string[], options: { type: string }) => object;
  readonly URL?: { createObjectURL?(blob: object): string; revokeObjectURL?(url: string): void };
  readonly process?: { getBuiltinModule?(id: string): unknown };
}

export const platform = globalThis as unknown as PlatformGlobals;

/** Undefined if the runtime lacks or forbids WebAssembly. */
export const webAssembly = platform.WebAssembly;

/**
 * Node's threads; undefined in a browser. Not imported: a browser cannot load a module that imports `node:` modules. Not
 * read before it is needed: where an edge runtime forbids it, reading it throws.
 */
export function nodeThreads(): typeof import('node:worker_threads') | undefined {
  try {
    return platform.process?.getBuiltinModule?.('node:worker_threads') as ReturnType<
      typeof nodeThreads
    >;
  } catch {
    return undefined;
  }
}
