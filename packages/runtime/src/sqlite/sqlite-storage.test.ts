import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStorage } from '@tune/testkit/vitest';
import { expect, test } from 'vitest';
import { processLease } from '../process-lease.ts';
import { sqliteStorage, type SqliteOptions } from './sqlite-storage.ts';

async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'tune-test-'));
  const file = join(folder, 'tune.db');
  return {
    storage: sqliteStorage(file),
    openAgain: async () => sqliteStorage(file),
    remove: async () => rmSync(folder, { recursive: true }),
  };
}

describeStorage('sqlite', open);

test('the lease is that of the process, another one, or none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-test-'));
  const file = join(folder, 'tune.db');
  const other = { holder: 'other', ms: 5 };
  const leases = [];
  for (const options of [{}, { lease: other }, { lease: false as const }]) {
    const storage = sqliteStorage(file, options);
    leases.push(storage.lease);
    await storage.close();
  }
  expect(leases).toEqual([{ ...processLease(), isGone: expect.any(Function) }, other, undefined]);
  rmSync(folder, { recursive: true });
});

test.each([':memory:', '', ' ', undefined, null, 5])('%j is refused as a file', (file) => {
  const here = readdirSync('.');
  expect(() => sqliteStorage(file as string)).toThrow(
    expect.objectContaining({
      code: 'STUDY_OPTION_INVALID',
      message: expect.stringContaining('memoryStorage() keeps studies in memory') as string,
    }) as Error,
  );
  expect(readdirSync('.')).toEqual(here);
});

test('an unknown option is refused, and no file is created', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-test-'));
  const options = { durabilty: 'normal' } as object;
  expect(() => sqliteStorage(join(folder, 'tune.db'), options)).toThrowErrorMatchingInlineSnapshot(
    `[TuneError: Expected one of durability, lockTimeoutMs, lease for an option of sqliteStorage(), but got "durabilty".]`,
  );
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

test.each([
  ['durability', 'ful'],
  ['durability', null],
  ['lockTimeoutMs', -1],
  ['lockTimeoutMs', Number.NaN],
  ['lockTimeoutMs', 1e12],
  ['lockTimeoutMs', '5'],
])('%s %s is refused by name, and no file is created', (name, value) => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-test-'));
  const options = { [name]: value } as SqliteOptions;
  expect(() => sqliteStorage(join(folder, 'tune.db'), options)).toThrow(
    expect.objectContaining({
      code: 'STUDY_OPTION_INVALID',
      details: expect.objectContaining({ name, value }) as object,
    }) as Error,
  );
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});
