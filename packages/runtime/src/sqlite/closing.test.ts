import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadEngine } from './engine.ts';
import { CREATED, eventOf } from './event.test-util.ts';
import { sqliteStorage } from './sqlite-storage.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-closing-'));
  file = join(folder, 'tune.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function count(of: string): Promise<number> {
  const storage = sqliteStorage(of);
  const events = [];
  for await (const event of storage.read('s', 0)) events.push(event);
  await storage.close();
  return events.length;
}

const copyOf = (name: string): string => {
  const copy = join(folder, name);
  copyFileSync(file, copy);
  return copy;
};

test.each(['full', 'normal'] as const)('a closed file is complete: %s', async (durability) => {
  const storage = sqliteStorage(file, { durability });
  await storage.append('s', [CREATED, eventOf()], { expectedVersion: 0 });
  // While it is open, the events are in the log beside it.
  expect(await count(copyOf('early.db'))).toBe(0);
  await storage.close();
  expect(readdirSync(folder).sort()).toEqual(['early.db', 'tune.db']);
  expect(await count(copyOf('late.db'))).toBe(2);
});

test('the last of two connections completes the file', async () => {
  const [one, two] = [sqliteStorage(file), sqliteStorage(file)];
  await one.append('s', [CREATED], { expectedVersion: 0 });
  await one.close();
  expect(readdirSync(folder)).toContain('tune.db-wal');
  await two.append('s', [eventOf()], { expectedVersion: 1 });
  await two.close();
  expect(readdirSync(folder)).toEqual(['tune.db']);
  expect(await count(file)).toBe(2);
});

test('a file is complete after errors, and with a read that was not finished', async () => {
  const storage = sqliteStorage(file);
  await storage.append('s', [CREATED, eventOf()], { expectedVersion: 0 });
  const conflict = storage.append('s', [eventOf()], { expectedVersion: 9 });
  await expect(conflict).rejects.toMatchObject({ code: 'STORAGE_CONFLICT' });
  for await (const _ of storage.read('s', 0)) break;
  await storage.close();
  expect(readdirSync(folder)).toEqual(['tune.db']);
});

test('the log is written into the file before it becomes long, and stays bounded', async () => {
  const storage = sqliteStorage(file, { durability: 'normal' });
  await storage.append('s', [CREATED], { expectedVersion: 0 });
  const MIB = 2 ** 20;
  const sizes = [];
  for (let version = 1; version <= 120; version += 1) {
    await storage.append('s', [eventOf(MIB)], { expectedVersion: version });
    sizes.push(statSync(`${file}-wal`).size / MIB);
  }
  expect(Math.max(...sizes)).toBeGreaterThan(16);
  // The file keeps its size after a checkpoint and grows a little with each, until it is cut at 20 MiB.
  expect(Math.max(...sizes)).toBeLessThan(24);
  await storage.close();
  expect(await count(file)).toBe(121);
});

/** What this process has open. */
const descriptors = (): number => readdirSync('/proc/self/fd').length;

test.runIf(process.platform === 'linux')('descriptors are given back', async () => {
  await sqliteStorage(file).close();
  const before = descriptors();
  for (let times = 0; times < 300; times += 1) {
    const storage = sqliteStorage(file);
    await storage.heartbeat('s', 'h');
    await storage.close();
  }
  expect(descriptors()).toBeLessThanOrEqual(before + 2);
  const open = sqliteStorage(file);
  expect(descriptors()).toBeGreaterThan(before + 2);
  await open.close();
  // Files that are refused, too.
  const other = join(folder, 'other.db');
  const db = loadEngine()(other);
  db.exec('CREATE TABLE theirs (x)');
  db.close();
  for (let times = 0; times < 10; times += 1) expect(() => sqliteStorage(other)).toThrow();
  expect(descriptors()).toBeLessThanOrEqual(before + 2);
});
