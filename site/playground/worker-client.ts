import type { Answer, Request } from './messages.ts';

/** Starts the worker of the playground. */
export function startWorker(
  received: (answer: Answer) => void,
  failed: (reason: string) => void,
): { send(request: Request): void; stop(): void } {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => received(data));
  worker.addEventListener('error', ({ message }) => failed(message || 'the worker did not start'));
  return { send: (request) => worker.postMessage(request), stop: () => worker.terminate() };
}
