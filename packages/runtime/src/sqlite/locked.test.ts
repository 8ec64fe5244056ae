import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StudyEvent } from '@tune/core/plugin';
import { sqliteStorage } from './sqlite-storage.ts';

const created: StudyEvent = {
  ...{ type: 'study-created', at: 1, id: 'i', space: {}, fingerprint: 'f' },
  ...{ directions: ['minimize'], strategy: { name: 'random' }, seed: 1 },
};
const event: StudyEvent = { type: 'turn-released', at: 2, token: 't' };
const engine = createRequire(import.meta.url).resolve('@photostructure/sqlite');

let folder: string;
let file: string;
let other: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-locked-'));
  file = join(folder, 'tune.db');
});
afterEach(() => {
  other?.kill();
  rmSync(folder, { recursive: true });
});

/** Starts another process that holds the write lock until it is released. */
async function hold(): Promise<() => Promise<void>> {
  const program = `
    const db = new (require(${JSON.stringify(engine)}).DatabaseSync)(${JSON.stringify(file)});
    db.exec('BEGIN IMMEDIATE');
    console.log('held');
    process.stdin.once('data', () => { db.exec('COMMIT'); process.exit(); });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  other = child;
  await once(child.stdout!, 'data');
  return async () => {
    child.stdin!.write('\n');
    await once(child, 'exit');
  };
}

test('a locked file is readable, refuses writes with a reason, and takes them after the lock', async () => {
  const storage = sqliteStorage(file, { lockTimeoutMs: 100 });
  await storage.append('s', [created], { expectedVersion: 0 });
  const release = await hold();
  const began = performance.now();
  const refused = storage.append('s', [event], { expectedVersion: 1 });
  await expect(refused).rejects.toMatchObject({ code: 'STORAGE_LOCKED', details: { file } });
  await expect(refused).rejects.toThrow(`Another process holds a lock on ${file}`);
  expect(performance.now() - began).toBeGreaterThan(90);
  await expect(storage.heartbeat('s', 'h')).rejects.toMatchObject({ code: 'STORAGE_LOCKED' });
  const read = [];
  for await (const one of storage.read('s', 0)) read.push(one);
  expect(read).toEqual([created]);
  expect(await storage.catalog.studies()).toHaveLength(1);
  // Opening it does not need the lock either.
  const second = sqliteStorage(file, { lockTimeoutMs: 100 });
  expect(await second.catalog.studies()).toHaveLength(1);
  await release();
  expect(await second.append('s', [event], { expectedVersion: 1 })).toBe(2);
  await storage.close();
  await second.close();
});

test('a write waits for the lock of another process', async () => {
  const storage = sqliteStorage(file);
  const release = await hold();
  // The engine waits in this thread, so the other process is told before.
  const released = release();
  expect(await storage.append('s', [created], { expectedVersion: 0 })).toBe(1);
  await released;
  await storage.close();
});

test('a file that another process is creating is locked too', async () => {
  const release = await hold();
  expect(() => sqliteStorage(file, { lockTimeoutMs: 100 })).toThrow(
    expect.objectContaining({ code: 'STORAGE_LOCKED' }),
  );
  await release();
  await sqliteStorage(file).close();
});
