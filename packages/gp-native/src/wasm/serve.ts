import { coded } from './instance.ts';
import { nodeThreads, platform } from './platform.ts';

/** The first message of a worker: its program runs. */
export const READY = 'ready';

/** In a worker: says that it is ready, then answers every message from its owner. */
export function serve(answer: (message: unknown) => unknown): void {
  const port = nodeThreads()?.parentPort;
  const post = (message: unknown): void =>
    port ? port.postMessage(message) : platform.postMessage(message);
  // A message that cannot be read would never be answered.
  const unreadable = (): never => {
    throw coded('GP_NOT_LOADABLE', 'a message to the worker cannot be read');
  };
  if (port) {
    port.on('message', (message) => post(answer(message)));
    port.on('messageerror', unreadable);
  } else {
    platform.addEventListener('message', ({ data }) => post(answer(data)));
    platform.addEventListener('messageerror', unreadable);
  }
  post(READY);
}
