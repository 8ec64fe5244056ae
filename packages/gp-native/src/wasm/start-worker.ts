import { messageOf } from '../error.ts';
import { nodeThreads, platform } from './platform.ts';
import { workerSource } from './worker-source.ts';

/** A started worker. */
export interface WorkerHandle {
  post(message: unknown): void;
  terminate(): void;
  /** Whether it keeps the process alive; browsers ignore this. */
  hold(waits: boolean): void;
}

/**
 * Starts a worker from its program's text: bundlers move files, and a text needs no address.
 *
 * @param ended - called with the reason when the worker fails or exits
 * @throws whatever the runtime says if it allows no workers
 */
export function startWorker(
  received: (message: unknown) => void,
  ended: (why: string) => void,
): WorkerHandle {
  const threads = nodeThreads();
  if (threads !== undefined) return startThread(threads, received, ended);
  const { Worker, Blob, URL } = platform;
  if (Worker === undefined || Blob === undefined || URL?.createObjectURL === undefined) {
    queueMicrotask(() => ended('this runtime has no workers'));
    return { post() {}, terminate() {}, hold() {} };
  }
  const url = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
  const worker = new Worker(url, { type: 'module', name: 'gp-native' });
  worker.addEventListener('message', ({ data }) => received(data));
  worker.addEventListener('messageerror', () => ended('an answer of it cannot be read'));
  worker.addEventListener('error', ({ message }) =>
    ended(
      message ??
        "the page's Content-Security-Policy may forbid it; `worker-src blob:` would allow it",
    ),
  );
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => {
      worker.terminate();
      URL.revokeObjectURL?.(url);
    },
    hold() {},
  };
}

function startThread(
  { Worker }: typeof import('node:worker_threads'),
  received: (message: unknown) => void,
  ended: (why: string) => void,
): WorkerHandle {
  // Do not inherit the flags of the process.
  const worker = new Worker(workerSource, { eval: true, name: 'gp-native', execArgv: [] });
  worker.on('message', received);
  worker.on('messageerror', (error) => ended(messageOf(error)));
  worker.on('error', (error) => ended(messageOf(error)));
  worker.on('exit', (code) => ended(`it ended with exit code ${code}`));
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => void worker.terminate(),
    hold: (waits) => (waits ? worker.ref() : worker.unref()),
  };
}
