import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StudyFact } from '@tune/core';
import { sqliteStorage } from './sqlite-storage.ts';

const made: StudyFact = {
  ...{ type: 'study-created', at: 1, space: {}, fingerprint: 'f', direction: 'minimize' },
  ...{ strategy: 'random', seed: 1 },
};
const fact: StudyFact = { type: 'heartbeat', at: 2, holder: 'h' };
const engine = createRequire(import.meta.url).resolve('libsql');

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

/** Another process that has begun to write and goes on with it until a line comes, or for ever. */
async function hold(): Promise<() => Promise<void>> {
  const program = `
    const db = new (require(${JSON.stringify(engine)}))(${JSON.stringify(file)});
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

test('a file that another process holds says so, and stays readable; then it is written again', async () => {
  const storage = sqliteStorage(file, { lockTimeoutMs: 100 });
  await storage.append('s', [made], { expectedVersion: 0 });
  const release = await hold();
  const began = performance.now();
  const refused = storage.append('s', [fact], { expectedVersion: 1 });
  await expect(refused).rejects.toMatchObject({ code: 'STORAGE_LOCKED', details: { file } });
  await expect(refused).rejects.toThrow(`Another process holds ${file}`);
  expect(performance.now() - began).toBeGreaterThan(90);
  const read = [];
  for await (const one of storage.read('s', 0)) read.push(one);
  expect(read).toEqual([made]);
  expect(storage.catalog.studies()).toHaveLength(1);
  // Nor does another start need the lock.
  const second = sqliteStorage(file, { lockTimeoutMs: 100 });
  expect(second.catalog.studies()).toHaveLength(1);
  await release();
  expect(await second.append('s', [fact], { expectedVersion: 1 })).toBe(2);
  storage.close();
  second.close();
});

test('who waits long enough gets his turn', async () => {
  const storage = sqliteStorage(file);
  const release = await hold();
  // The engine waits in this thread: the word to let go has to be on its way before.
  const released = release();
  expect(await storage.append('s', [made], { expectedVersion: 0 })).toBe(1);
  await released;
  storage.close();
});

test('a file that is being made by another process is locked too', async () => {
  const release = await hold();
  expect(() => sqliteStorage(file, { lockTimeoutMs: 100 })).toThrow(
    expect.objectContaining({ code: 'STORAGE_LOCKED' }),
  );
  await release();
  sqliteStorage(file).close();
});
