/** What differs between Node and a browser, and what neither's type library shares with the other. */

/** A compiled WebAssembly module; can be posted to workers. */
export type CompiledModule = object;

interface WebAssemblyGlobal {
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Instance: new (module: CompiledModule, imports: object) => { readonly exports: unknown };
}

interface BrowserWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(
    type: string,
    listener: (event: { data?: unknown; message?: string }) => void,
  ): void;
}

const globals = globalThis as unknown as {
  readonly WebAssembly?: WebAssemblyGlobal;
  readonly Worker?: new (url: URL, options: { type: 'module'; name: string }) => BrowserWorker;
  readonly process?: { getBuiltinModule?(id: string): unknown };
} & BrowserWorker;

/** Undefined where the runtime has none or forbids it. */
export const webAssembly = globals.WebAssembly;

/** Undefined in a browser. Not imported, because a browser would refuse the whole file then. */
const threads = globals.process?.getBuiltinModule?.('node:worker_threads') as
  typeof import('node:worker_threads') | undefined;

/** A worker that was started, as its owner sees it. */
export interface WorkerHandle {
  post(message: unknown): void;
  terminate(): void;
  /** Whether the process waits for it; a browser does not know that. */
  hold(waits: boolean): void;
}

/** `ended` is called once, with why, when the worker fails or is gone. */
export function startWorker(
  received: (message: unknown) => void,
  ended: (why: string) => void,
): WorkerHandle {
  if (threads !== undefined) {
    // From src/ as from dist/: workers of Node 20 run no TypeScript.
    const url = new URL('../../dist/wasm/worker.js', import.meta.url);
    // The flags of the process are for its own program.
    const worker = new threads.Worker(url, { name: 'gp-native', execArgv: [] });
    worker.on('message', received);
    worker.on('error', (error) => ended(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => ended(`it ended with exit code ${code}`));
    return {
      post: (message) => worker.postMessage(message),
      terminate: () => void worker.terminate(),
      hold: (waits) => (waits ? worker.ref() : worker.unref()),
    };
  }
  if (globals.Worker === undefined) {
    const message = 'there are no workers here; use fitSync and maximizeSync';
    queueMicrotask(() => ended(message));
    return { post() {}, terminate() {}, hold() {} };
  }
  const worker = new globals.Worker(new URL('../../dist/wasm/worker.js', import.meta.url), {
    type: 'module',
    name: 'gp-native',
  });
  worker.addEventListener('message', ({ data }) => received(data));
  worker.addEventListener('error', ({ message }) => ended(message ?? 'it cannot be loaded'));
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
    hold() {},
  };
}

/** In a worker: answers every message of its owner. */
export function serve(answer: (message: unknown) => unknown): void {
  const port = threads?.parentPort;
  if (port) port.on('message', (message) => port.postMessage(answer(message)));
  else globals.addEventListener('message', ({ data }) => globals.postMessage(answer(data)));
}
