import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findDamage } from './verify.ts';

const FILE = 'lib/library.so';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hashes = { [FILE]: sha256('right') };

let folder: string;
const path = () => join(folder, FILE);
const record = () => join(folder, 'verified.json');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-verify-'));
  mkdirSync(join(folder, 'lib'));
  writeFileSync(path(), 'right');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const soon = { tickMs: 30 };

/** Waits until the file is old enough to be recorded, and verifies it. */
async function verified(): Promise<void> {
  await sleep(60);
  expect(await findDamage(folder, hashes, soon)).toBeUndefined();
  expect(existsSync(record())).toBe(true);
}

it('a file with the right hash is no damage', async () => {
  expect(await findDamage(folder, hashes)).toBeUndefined();
});

it('a file of several megabytes is hashed as a whole', async () => {
  const big = `${'x'.repeat(9_000_001)}end`;
  writeFileSync(path(), big);
  expect(await findDamage(folder, { [FILE]: sha256(big) })).toBeUndefined();
});

it('another content of the same size is damage, and both hashes are named', async () => {
  writeFileSync(path(), 'wrong');
  expect(await findDamage(folder, hashes)).toEqual({
    file: FILE,
    reason: `has the SHA-256 ${sha256('wrong')} instead of ${sha256('right')}`,
  });
});

it('a file that is missing, a link, a folder or a pipe is damage', async () => {
  rmSync(path());
  expect((await findDamage(folder, hashes))?.reason).toBe('is missing');
  writeFileSync(join(folder, 'elsewhere'), 'right');
  symlinkSync('../elsewhere', path());
  expect((await findDamage(folder, hashes))?.reason).toBe('is a link, not a file');
  rmSync(path());
  mkdirSync(path());
  expect((await findDamage(folder, hashes))?.reason).toBe('is not a file');
  rmSync(path(), { recursive: true });
  execFileSync('mkfifo', [path()]);
  expect((await findDamage(folder, hashes))?.reason).toBe('is not a file');
});

it('a folder that is a link is damage', async () => {
  renameSync(join(folder, 'lib'), join(folder, 'moved'));
  symlinkSync('moved', join(folder, 'lib'));
  expect((await findDamage(folder, hashes))?.reason).toBe('is reached by a link, lib');
});

it('a file or folder that others can write is damage', async () => {
  chmodSync(path(), 0o666);
  expect((await findDamage(folder, hashes))?.reason).toContain('can be changed by others');
  chmodSync(path(), 0o644);
  chmodSync(join(folder, 'lib'), 0o777);
  expect((await findDamage(folder, hashes))?.reason).toContain('can be changed by others');
});

it('a change after the verification is noticed, although size and time are the old ones', async () => {
  // Only the time of status change tells: the other can be set to any value.
  utimesSync(path(), 1_000, 1_000);
  await verified();
  writeFileSync(path(), 'wrong');
  utimesSync(path(), 1_000, 1_000);
  expect(await findDamage(folder, hashes)).toBeDefined();
});

it('another file in its place is noticed', async () => {
  await verified();
  writeFileSync(`${path()}.new`, 'wrong');
  renameSync(`${path()}.new`, path());
  expect(await findDamage(folder, hashes)).toBeDefined();
});

it('a verified file is not read again, and is if that is wanted', async () => {
  await verified();
  // A record that names a changed file as verified: this is what only a full check finds.
  writeFileSync(path(), 'wrong');
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path(), { bigint: true });
  const identity = [dev, ino, size, mtimeNs, ctimeNs].join(':');
  writeFileSync(record(), JSON.stringify({ [FILE]: { identity, sha256: sha256('right') } }));
  expect(await findDamage(folder, hashes)).toBeUndefined();
  expect(await findDamage(folder, hashes, { again: true })).toBeDefined();
});

it('what was verified by another hash is read again', async () => {
  await verified();
  expect(await findDamage(folder, { [FILE]: sha256('of another release') })).toBeDefined();
});

it('a file that has just changed is not recorded: it could change again within the same tick', async () => {
  writeFileSync(path(), 'right');
  expect(await findDamage(folder, hashes)).toBeUndefined();
  expect(existsSync(record())).toBe(false);
});

it.each(['', '{', 'null', '[]', '{"lib/library.so":null}', '{"lib/library.so":7}'])(
  'a record that is broken is written anew: %s',
  async (text) => {
    await sleep(60);
    writeFileSync(record(), text);
    expect(await findDamage(folder, hashes, soon)).toBeUndefined();
    expect(readFileSync(record(), 'utf8')).toContain(sha256('right'));
  },
);

it('another name of a file does not hide a change of it', async () => {
  linkSync(path(), join(folder, 'other name'));
  await verified();
  writeFileSync(join(folder, 'other name'), 'wrong');
  expect(await findDamage(folder, hashes)).toBeDefined();
});
