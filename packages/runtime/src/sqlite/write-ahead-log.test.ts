import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadEngine } from './engine.ts';
import { CREATED, eventOf } from './event.test-util.ts';
import { MIGRATIONS } from './schema.ts';
import { sqliteStorage } from './sqlite-storage.ts';

let folder: string;
let file: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-log-'));
  mkdirSync(join(folder, 'work'));
  file = join(folder, 'work', 'tune.db');
  log = `${file}-wal`;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Adds events to the study of a file, and closes it. */
async function add(to: string, events: number): Promise<void> {
  const storage = sqliteStorage(to);
  const version = await versionIn(storage);
  const first = version === 0 ? [CREATED] : [];
  const rest = Array.from({ length: events - first.length }, () => eventOf(500));
  await storage.append('s', [...first, ...rest], { expectedVersion: version });
  await storage.close();
}

async function versionIn(storage: ReturnType<typeof sqliteStorage>): Promise<number> {
  let version = 0;
  for await (const _ of storage.read('s', 0)) version += 1;
  return version;
}

async function countIn(of: string): Promise<number> {
  const storage = sqliteStorage(of);
  const version = await versionIn(storage);
  await storage.close();
  return version;
}

/** Leaves file and log as a process does that is killed after it has added events. */
async function kill(events: number): Promise<void> {
  const copy = join(folder, 'killed.db');
  const storage = sqliteStorage(file);
  const version = await versionIn(storage);
  const first = version === 0 ? [CREATED] : [];
  for (let added = 0; added < events; added += 1) {
    const event = first[added] ?? eventOf(500);
    await storage.append('s', [event], { expectedVersion: version + added });
  }
  for (const part of ['', '-wal']) copyFileSync(file + part, copy + part);
  await storage.close();
  for (const part of ['', '-wal']) renameSync(copy + part, file + part);
}

/** The file is refused, and neither it nor the log is changed. */
function refuses(): void {
  const before = [file, log].map((path) => existsSync(path) && readFileSync(path));
  expect(() => sqliteStorage(file)).toThrow(
    expect.objectContaining({ code: 'STORAGE_LOG_FOREIGN', details: { file, log } }),
  );
  expect([file, log].map((path) => existsSync(path) && readFileSync(path))).toEqual(before);
}

test('the log of a killed process belongs to its file', async () => {
  await kill(5);
  expect(await countIn(file)).toBe(5);
  await kill(3);
  await kill(2);
  expect(await countIn(file)).toBe(10);
});

test('a backup put back beside the log of a killed process is refused, and readable without it', async () => {
  await add(file, 200);
  const backup = join(folder, 'backup.db');
  copyFileSync(file, backup);
  await add(file, 100);
  await kill(50);
  copyFileSync(backup, file);
  // What SQLite makes of the two is neither the backup nor what it was.
  const mixed = join(folder, 'mixed.db');
  copyFileSync(file, mixed);
  copyFileSync(log, `${mixed}-wal`);
  const db = loadEngine()(mixed);
  expect(db.prepare('PRAGMA integrity_check').get()).not.toEqual(['ok']);
  db.close();

  refuses();
  renameSync(log, join(folder, 'moved-wal'));
  expect(await countIn(file)).toBe(200);
});

test('the log goes with the file that it belongs to, under any name', async () => {
  await add(file, 10);
  await kill(5);
  const other = join(folder, 'other.db');
  copyFileSync(file, other);
  copyFileSync(log, `${other}-wal`);
  expect(await countIn(other)).toBe(15);
});

test.each([
  ['another search', () => add(file, 10)],
  ['an empty search', () => sqliteStorage(file).close()],
  ['a missing file', () => undefined],
  ['an empty file', () => writeFileSync(file, '')],
  ['a text', () => writeFileSync(file, 'hello '.repeat(10_000))],
  ['another program', () => other('CREATE TABLE theirs (x)')],
  [
    'an old version',
    () => other(`${MIGRATIONS[0] as string}; PRAGMA application_id = 1953852005;`),
  ],
])('the log of a killed process is not applied to %s', async (_, put) => {
  await kill(20);
  const away = join(folder, 'away-wal');
  renameSync(log, away);
  rmSync(file);
  await put();
  renameSync(away, log);
  refuses();
});

function other(sql: string): void {
  const db = loadEngine()(file);
  db.exec(sql);
  db.close();
}

test('what a process leaves that was killed while it wrote the log into the file is whole', async () => {
  await add(file, 10);
  await kill(300);
  const whole = join(folder, 'whole.db');
  for (const part of ['', '-wal']) copyFileSync(file + part, whole + part);
  await sqliteStorage(whole).close();
  const pages = readFileSync(whole);
  const old = readFileSync(file);
  expect(pages.length).toBeGreaterThan(old.length + 3 * 4096);
  const saved = readFileSync(log);
  // SQLite writes the pages in their order.
  for (let end = 4096; end < pages.length; end += 4096) {
    writeFileSync(file, Buffer.concat([pages.subarray(0, end), old.subarray(end)]));
    writeFileSync(log, saved);
    expect(await countIn(file)).toBe(310);
  }
});

test('a log of several checkpoints belongs to its file', async () => {
  const storage = sqliteStorage(file, { durability: 'normal' });
  await storage.append('s', [CREATED], { expectedVersion: 0 });
  for (let version = 1; version < 60; version += 1) {
    await storage.append('s', [eventOf(2 ** 20)], { expectedVersion: version });
  }
  const copy = join(folder, 'copy.db');
  for (const part of ['', '-wal']) copyFileSync(file + part, copy + part);
  await storage.close();
  expect(await countIn(copy)).toBe(60);
});

test('a database of another program with a log of its own is refused as that, and not changed', () => {
  const copy = join(folder, 'other.db');
  const db = loadEngine()(file);
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)');
  for (const part of ['', '-wal']) copyFileSync(file + part, copy + part);
  db.close();
  const before = readFileSync(`${copy}-wal`);
  expect(before.length).toBeGreaterThan(0);
  expect(() => sqliteStorage(copy)).toThrow(expect.objectContaining({ code: 'STORAGE_FOREIGN' }));
});
