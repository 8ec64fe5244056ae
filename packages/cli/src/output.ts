import { setImmediate } from 'node:timers/promises';

const { stdout: stream } = process;
const writeStdout = stream.write.bind(stream);

/** Stdout, for what is ours: it stays the way there when {@link divert} turns others away. */
export const stdout = {
  write: writeStdout,
  once: stream.once.bind(stream),
  get isTTY() {
    return stream.isTTY;
  },
  get columns() {
    return stream.columns;
  },
  get rows() {
    return stream.rows;
  },
  get writableNeedDrain() {
    return stream.writableNeedDrain;
  },
};

/**
 * From here on `take` gets what a plugin writes to stdout in this process: stdout is the result's.
 * Called again, it names another taker.
 */
export function divert(take: (text: string) => void): void {
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    // Nothing is written to learn when the rest is out.
    if (chunk.length === 0) return Reflect.apply(writeStdout, stream, [chunk, ...rest]) as boolean;
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = rest.find((given) => typeof given === 'function');
    if (done !== undefined) queueMicrotask(done as () => void);
    return true;
  }) as typeof stream.write;
}

/** Writes to stdout and waits where the reader is slow; a reader that has gone is no error. */
export function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (!isOpen) return resolve();
    stdout.write(text, () => resolve());
  });
}

let isOpen = true;
stream.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  isOpen = false;
});

/** A line for a person who is waiting; never part of the result. */
export function log(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** What an objective writes while it is evaluated: never part of the result. */
export function logOutput(text: string): void {
  process.stderr.write(text);
}

/** Whether somebody is still reading. */
export const isRead = (): boolean => isOpen;

/** Lets signals and timers in: an objective that only computes would keep them out for ever. */
export const breathe = (): Promise<void> => setImmediate();
