import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Larger files are told apart by size and time of change: reading them would delay every start. */
const MAX_HASHED_BYTES = 64 * 2 ** 20;

const CHUNK_BYTES = 2 ** 20;

/** A short hash of what a file contains; of a large one, of its size and when it was changed. */
export function fileHash(path: string): string {
  const file = openSync(path, 'r');
  try {
    const hash = createHash('sha256');
    const { size, mtimeMs } = fstatSync(file);
    if (size > MAX_HASHED_BYTES) return shortened(hash.update(`${size} ${mtimeMs}`).digest('hex'));
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size + 1));
    for (;;) {
      const length = readSync(file, chunk);
      if (length === 0) return shortened(hash.digest('hex'));
      hash.update(chunk.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}

/** Of several texts in their order. */
export const textHash = (...texts: readonly string[]): string =>
  shortened(createHash('sha256').update(JSON.stringify(texts)).digest('hex'));

/** 48 bits: enough to tell the texts of a person's files apart, and short enough to be shown. */
const shortened = (hash: string): string => hash.slice(0, 12);
