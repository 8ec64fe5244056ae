/** Writes to stdout and waits where the reader is slow; a reader that has gone is no error. */
export function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (!isOpen) return resolve();
    process.stdout.write(text, () => resolve());
  });
}

let isOpen = true;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
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
