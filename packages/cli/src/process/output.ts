import { setImmediate } from 'node:timers/promises';

const { stdout: stream } = process;
const writeStdout = stream.write.bind(stream);

/** Stdout for our own results: it stays the real one when {@link captureStdout} redirects others. */
export const stdout = {
  write: writeStdout,
  get isTTY() {
    return stream.isTTY;
  },
  get columns() {
    return stream.columns;
  },
  get rows() {
    return stream.rows;
  },
};

/**
 * From here on `take` gets what plugins write to stdout in this process: stdout is for results.
 * Called again, it replaces `take`.
 */
export function captureStdout(take: (text: string) => void): void {
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    // An empty chunk is written to learn when the rest is out.
    if (chunk.length === 0) return Reflect.apply(writeStdout, stream, [chunk, ...rest]) as boolean;
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = rest.find((given) => typeof given === 'function');
    if (done !== undefined) queueMicrotask(done as () => void);
    return true;
  }) as typeof stream.write;
}

const reader = new AbortController();
stream.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  reader.abort('the reader of the output has gone');
});

/** Aborted once the reader of stdout has gone, as `head` does: further results are not needed. */
export const readerGone: AbortSignal = reader.signal;

/** Writes to stdout and resolves when the reader has taken it; a reader that has gone is not an error. */
export function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (readerGone.aborted) return resolve();
    stdout.write(text, () => resolve());
  });
}

/** A line for a person who waits; never part of the result. */
export function log(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** What an objective writes while it is evaluated; never part of the result. */
export function logOutput(text: string): void {
  process.stderr.write(text);
}

/** Lets signals and timers in, which an objective that only computes would keep out. */
export const yieldToEventLoop = (): Promise<void> => setImmediate();
