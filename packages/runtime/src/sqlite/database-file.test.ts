import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadEngine } from './engine.ts';
import { MIGRATIONS } from './schema.ts';
import { sqliteStorage } from './sqlite-storage.ts';
import { storageError } from './storage-error.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-file-'));
  file = join(folder, 'tune.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const refuses = (path: string, code: string) =>
  expect(() => sqliteStorage(path)).toThrow(expect.objectContaining({ code }));

test('a folder, a text and the database of another program are refused and not changed', () => {
  refuses(folder, 'STORAGE_FOREIGN');
  const text = 'something else '.repeat(100);
  writeFileSync(file, text);
  refuses(file, 'STORAGE_FOREIGN');
  expect(readFileSync(file, 'utf8')).toBe(text);
  const other = join(folder, 'other.db');
  const db = loadEngine()(other);
  db.exec('CREATE TABLE bookmark (url TEXT)');
  db.close();
  const before = readFileSync(other);
  refuses(other, 'STORAGE_FOREIGN');
  expect(readFileSync(other).equals(before)).toBe(true);
});

test('a tune database that was cut off is damaged, not foreign, and is not changed', async () => {
  await sqliteStorage(file).close();
  truncateSync(file, 20_000);
  const before = readFileSync(file);
  refuses(file, 'STORAGE_DAMAGED');
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a file of a newer version is refused', async () => {
  await sqliteStorage(file).close();
  const db = loadEngine()(file);
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
  db.close();
  refuses(file, 'STORAGE_NEWER');
});

test('a folder that does not exist is named', () => {
  const missing = join(folder, 'missing');
  expect(() => sqliteStorage(join(missing, 'tune.db'))).toThrow(
    expect.objectContaining({
      ...{ code: 'STORAGE_NOT_FOUND' },
      message: expect.stringContaining(`the folder ${missing} does not exist`) as string,
    }),
  );
});

test('closing twice is closing once', async () => {
  const storage = sqliteStorage(file);
  await storage.close();
  await storage.close();
});

test.each([
  ['SQLITE_FULL', 13, 'STORAGE_FULL'],
  ['SQLITE_READONLY', 8, 'STORAGE_READ_ONLY'],
  ['SQLITE_CANTOPEN', 14, 'STORAGE_READ_ONLY'],
  ['SQLITE_BUSY_SNAPSHOT', 517, 'STORAGE_LOCKED'],
  ['SQLITE_CORRUPT_INDEX', 779, 'STORAGE_DAMAGED'],
  ['SQLITE_NOTADB', 26, 'STORAGE_FOREIGN'],
  ['SQLITE_IOERR_FSYNC', 1034, 'STORAGE_FAILED'],
])('the error %s of the engine, %i, is %s', (_, errcode, code) => {
  const cause = Object.assign(new Error('from the engine'), { errcode });
  expect(storageError(cause, file)).toMatchObject({ code, cause, details: { file } });
  const ours = storageError(cause, file);
  expect(storageError(ours, file)).toBe(ours);
});
