import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadEngine } from './engine.ts';
import { CREATED, eventOf } from './event.test-util.ts';
import { sqliteStorage, type SqliteStorage } from './sqlite-storage.ts';

let folder: string;
let file: string;
let storage: SqliteStorage;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tune-lost-'));
  file = join(folder, 'tune.db');
  await append(sqliteStorage(backup(), {}), 0, true);
  storage = sqliteStorage(file);
  await append(storage, 0);
});
afterEach(() => rmSync(folder, { recursive: true }));

const backup = () => join(folder, 'backup.db');

async function append(to: SqliteStorage, version: number, close = false): Promise<void> {
  const event = version === 0 ? CREATED : eventOf();
  await to.append('s', [event], { expectedVersion: version });
  if (close) await to.close();
}

async function countIn(of: string): Promise<number> {
  const opened = sqliteStorage(of);
  let events = 0;
  for await (const _ of opened.read('s', 0)) events += 1;
  await opened.close();
  return events;
}

const FAULTS: readonly (readonly [string, string, () => void])[] = [
  ['removed', 'removed', () => rmSync(file)],
  ['removed with its log', 'removed', removeAll],
  ['without its log', 'removed', () => rmSync(`${file}-wal`)],
  ['moved', 'removed', () => renameSync(file, join(folder, 'moved.db'))],
  ['replaced by a backup', 'replaced', () => renameSync(backup(), file)],
  ['overwritten by a backup', 'overwritten', () => copyFileSync(backup(), file)],
  ['overwritten by a text', 'overwritten', () => writeFileSync(file, 'hello '.repeat(9999))],
  ['emptied', 'overwritten', () => truncateSync(file)],
];

function removeAll(): void {
  for (const part of ['', '-wal', '-shm']) rmSync(file + part);
}

test.each(FAULTS)('the next write notices a file that is %s', async (_, how, harm) => {
  // The clock of a file system is coarse.
  await setTimeout(20);
  harm();
  const refused = append(storage, 1);
  await expect(refused).rejects.toMatchObject({ code: 'STORAGE_LOST', details: { file, how } });
  await expect(refused).rejects.toThrow(`${file} was ${how} while it was in use`);
  expect(storage.lost.reason).toMatchObject({ code: 'STORAGE_LOST' });
  const read = async () => {
    for await (const _ of storage.read('s', 0));
  };
  await expect(read()).rejects.toMatchObject({ code: 'STORAGE_LOST' });
  await storage.close();
});

test.each(FAULTS)('an idle storage notices within a second a file that is %s', async (...args) => {
  const [, , harm] = args;
  await setTimeout(20);
  harm();
  const began = performance.now();
  while (!storage.lost.aborted && performance.now() - began < 3000) await setTimeout(20);
  expect(storage.lost.aborted).toBe(true);
  expect(performance.now() - began).toBeLessThan(1000);
  await storage.close();
});

test.each(FAULTS)('closing leaves alone what lies there if the file is %s', async (...args) => {
  const [, how, harm] = args;
  await setTimeout(20);
  harm();
  const there = () => readdirSync(folder).filter((name) => !/-wal|-shm/.test(name));
  const before = there().map((name) => [name, readFileSync(join(folder, name))]);
  await storage.close();
  const after = there().map((name) => [name, readFileSync(join(folder, name))]);
  // What was only moved, or has lost its log, is completed.
  if (how !== 'removed') expect(after).toEqual(before);
  if (how === 'overwritten') expect(readFileSync(`${file}-wal`).length).toBeGreaterThan(0);
  expect(readdirSync(folder).filter((name) => name.endsWith('.keep'))).toEqual([]);
});

test('a file that was moved is completed where it is', async () => {
  const moved = join(folder, 'moved.db');
  renameSync(file, moved);
  await storage.close();
  expect(await countIn(moved)).toBe(1);
});

test('the log that lies there once another process uses a new file is left alone', async () => {
  removeAll();
  const next = sqliteStorage(file);
  await append(next, 0);
  await append(next, 1);
  await storage.close();
  expect(readdirSync(folder)).toContain('tune.db-wal');
  await append(next, 2);
  expect(next.lost.aborted).toBe(false);
  await next.close();
  expect(readdirSync(folder).sort()).toEqual(['backup.db', 'tune.db']);
  expect(await countIn(file)).toBe(3);
});

test('checkpoints, other processes and a VACUUM are no fault', async () => {
  const other = sqliteStorage(file, { durability: 'normal' });
  for (let version = 1; version < 40; version += 1) {
    const one = version % 2 === 0 ? storage : other;
    await one.append('s', [eventOf(2 ** 20)], { expectedVersion: version });
  }
  const db = loadEngine()(file);
  db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  await append(storage, 40);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  await setTimeout(1200);
  expect([storage.lost.aborted, other.lost.aborted]).toEqual([false, false]);
  await append(other, 41);
  await Promise.all([storage.close(), other.close()]);
  expect(await countIn(file)).toBe(42);
});
