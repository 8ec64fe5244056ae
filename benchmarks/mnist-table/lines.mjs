// What the measurements of both tables share: files of JSON lines, and child processes that measure them in order.
import { fork } from 'node:child_process';
import { existsSync, readFileSync, truncateSync } from 'node:fs';

export function fail(message) {
  console.error(message);
  process.exit(1);
}

/** The complete lines of a file; half a line at the end, left by a kill, is cut off. */
export function completeLines(file) {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  if (complete.length < text.length) truncateSync(file, Buffer.byteLength(complete));
  return complete.split('\n').slice(0, -1).map(JSON.parse);
}

/**
 * Measures lines `first` to `last - 1` and gives them to `take` in order, whichever process finishes first. A child
 * says `{ header }` once it is ready, is sent `{ index, isCheck }`, and answers `{ index, line }`.
 */
export function measureInOrder({ child: script, first, last, processes, isCheck, begin, take }) {
  const done = new Map();
  let [next, written] = [first, first];
  // Children end with this process, because their channel closes.
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => process.exit(143));
  return new Promise((resolve) => {
    for (let count = 0; count < Math.min(processes, last - first); count++) {
      const child = fork(new URL(script, import.meta.url));
      child.on('message', ({ header, index, line }) => {
        if (header !== undefined) begin(header);
        else done.set(index, line);
        for (; done.has(written); done.delete(written++)) take(done.get(written), written);
        if (next < last) child.send({ index: next++, isCheck });
        else child.disconnect();
        if (written === last) resolve();
      });
      child.on('exit', (code, signal) => {
        if (code !== 0) fail(`A process of the measurement ended: ${signal ?? code}.`);
      });
    }
  });
}

/** Answers a parent that calls {@link measureInOrder}. */
export function answer(header, measure) {
  // Ctrl-C reaches the whole process group; the parent decides.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ index, isCheck }) => {
    process.send({ index, line: await measure(index, isCheck) });
  });
  process.send({ header });
}
