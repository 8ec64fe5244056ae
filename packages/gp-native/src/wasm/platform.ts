/** What differs between Node and a browser, with the types that their type libraries do not share. */

/** A compiled WebAssembly module, which can be posted to workers. */
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

/** Undefined if the runtime lacks or forbids WebAssembly. */
export const webAssembly = globals.WebAssembly;

/** Undefined in a browser. Not imported: a browser cannot load a module that imports `node:` modules. */
const threads = globals.process?.getBuiltinModule?.('node:worker_threads') as
  typeof import('node:worker_threads') | undefined;

/** A started worker. */
export interface WorkerHandle {
  post(message: unknown): void;
  terminate(): void;
  /** Whether it keeps the process alive; browsers ignore this. */
  hold(waits: boolean): void;
}

/** `ended` is called with the reason when the worker fails or exits. */
export function startWorker(
  received: (message: unknown) => void,
  ended: (why: string) => void,
): WorkerHandle {
  if (threads !== undefined) {
    // Always from dist/, even when this file is in src/: workers in Node 20 cannot run TypeScript.
    const url = new URL('../../dist/wasm/worker.js', import.meta.url);
    // Do not inherit the flags of the process.
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
    const message = 'this runtime has no workers; use fitSync and maximizeSync';
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

/** In a worker: answers every message from its owner. */
export function serve(answer: (message: unknown) => unknown): void {
  const port = threads?.parentPort;
  if (port) port.on('message', (message) => port.postMessage(answer(message)));
  else globals.addEventListener('message', ({ data }) => globals.postMessage(answer(data)));
}
