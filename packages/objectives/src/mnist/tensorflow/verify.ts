import { createHash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { lstat, open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exposureOf } from './private-folder.ts';

/** Paths relative to a folder, and the SHA-256 of each file. */
export type Hashes = Readonly<Record<string, string>>;

/** A file that is not what it should be. */
export interface Damage {
  readonly file: string;
  /** What is wrong, as the end of a sentence that begins with the file. */
  readonly reason: string;
}

/**
 * What was verified, so that 750 MB are not read at each start. It lies beside the files and is as private
 * as they are.
 */
const RECORD = 'verified.json';

/**
 * A file that was changed so shortly before it was hashed may be changed once more within the same tick of
 * the file system's clock, so it is hashed again next time.
 */
const TICK_MS = 2_000;

const CHUNK = 4 * 2 ** 20;

/** Path -> identity and hash of a file when it was verified. */
type Verified = Record<string, { readonly identity: string; readonly sha256: string }>;

/**
 * Checks the hashes of files. A file whose device, inode, size, time of change and time of status change are
 * those of an earlier check is not read again, unless `again` is set: no program can set the time of status
 * change without setting the clock.
 *
 * @returns the first file that is missing, changed, not a plain file, or writable by others
 */
export async function findDamage(
  folder: string,
  hashes: Hashes,
  { again = false, tickMs = TICK_MS }: { again?: boolean; tickMs?: number } = {},
): Promise<Damage | undefined> {
  const before = again ? {} : await readRecord(folder);
  const verified: Verified = {};
  let isNews = false;
  for (const [file, expected] of Object.entries(hashes)) {
    const path = join(folder, file);
    const reason = await exposureOfFile(folder, file);
    if (reason !== undefined) return { file, reason };
    const handle = await openPlain(path);
    if (typeof handle === 'string') return { file, reason: handle };
    try {
      const identity = identityOf(await handle.stat({ bigint: true }));
      const known = before[file];
      if (known?.identity === identity && known.sha256 === expected) {
        verified[file] = known;
        continue;
      }
      const sha256 = await hashOf(handle);
      if (sha256 !== expected) {
        return { file, reason: `has the SHA-256 ${sha256} instead of ${expected}` };
      }
      const after = await handle.stat({ bigint: true });
      if (identityOf(after) !== identity) return { file, reason: 'changes while it is read' };
      if (Date.now() - Number(after.ctimeMs) < tickMs) continue;
      verified[file] = { identity, sha256 };
      isNews = true;
    } finally {
      await handle.close();
    }
  }
  if (isNews) await writeRecord(folder, verified);
  return undefined;
}

/** The SHA-256 of a file, in hexadecimal digits. */
export async function sha256Of(path: string): Promise<string> {
  const handle = await open(path);
  try {
    return await hashOf(handle);
  } finally {
    await handle.close();
  }
}

/** Reads the next piece while the last one is hashed. */
async function hashOf(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const buffers = [Buffer.allocUnsafe(CHUNK), Buffer.allocUnsafe(CHUNK)] as const;
  let position = 0;
  let pending = handle.read(buffers[0], 0, CHUNK, position);
  for (let turn = 0; ; turn ^= 1) {
    const { bytesRead, buffer } = await pending;
    if (bytesRead === 0) return hash.digest('hex');
    position += bytesRead;
    pending = handle.read(buffers[turn ^ 1]!, 0, CHUNK, position);
    hash.update(buffer.subarray(0, bytesRead));
  }
}

/** Opens a plain file, or says why there is none; a link is not followed. */
async function openPlain(path: string): Promise<FileHandle | string> {
  try {
    // Without O_NONBLOCK a named pipe would wait for a writer.
    const handle = await open(
      path,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    return 'is not a file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'is missing';
    if (code === 'ELOOP') return 'is a link, not a file';
    return `cannot be read (${String(code)})`;
  }
}

/** Whether others could write the file or a folder between it and `folder`. */
async function exposureOfFile(folder: string, file: string): Promise<string | undefined> {
  const uid = process.getuid?.();
  if (uid === undefined) return undefined;
  for (let path = file; path !== '.'; path = dirname(path)) {
    let stats;
    try {
      stats = await lstat(join(folder, path));
    } catch {
      continue; // Missing: said when it is opened.
    }
    if (path !== file && stats.isSymbolicLink()) return `is reached by a link, ${path}`;
    if (exposureOf(path, stats, uid, true) !== undefined) {
      return 'can be changed by others, or belongs to another user';
    }
  }
  return undefined;
}

const identityOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(':');

async function readRecord(folder: string): Promise<Verified> {
  try {
    const record = JSON.parse(await readFile(join(folder, RECORD), 'utf8')) as unknown;
    return typeof record === 'object' && record !== null ? (record as Verified) : {};
  } catch {
    return {}; // Everything is hashed again.
  }
}

/** Where it cannot be written (a read-only cache), the files are hashed at each start. */
async function writeRecord(folder: string, verified: Verified): Promise<void> {
  const temporary = join(folder, `${RECORD}.${process.pid}`);
  try {
    await writeFile(temporary, JSON.stringify(verified), { mode: 0o600 });
    await rename(temporary, join(folder, RECORD));
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
