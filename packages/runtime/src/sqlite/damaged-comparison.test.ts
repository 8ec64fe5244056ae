import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { sqliteStorage } from './sqlite-storage.ts';

test('a comparison whose definition is no JSON is refused by name, and the others are read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-test-'));
  const file = join(folder, 'tune.db');
  const first = sqliteStorage(file);
  await first.catalog.addComparison('sound', { definition: { trials: 1 }, runs: [] }, 1);
  await first.catalog.addComparison('cut', { definition: { trials: 2 }, runs: [] }, 2);
  await first.close();
  const db = new DatabaseSync(file);
  db.exec(`UPDATE comparison SET definition = '{"tri' WHERE name = 'cut'`);
  db.close();
  const storage = sqliteStorage(file);
  await expect(storage.catalog.comparison('cut')).rejects.toMatchObject({
    code: 'STORAGE_COMPARISON_INVALID',
    message: expect.stringContaining('cut') as string,
  });
  expect((await storage.catalog.comparison('sound'))?.definition).toEqual({ trials: 1 });
  expect((await storage.catalog.comparisons()).map(({ name }) => name)).toEqual(['sound']);
  await storage.close();
  rmSync(folder, { recursive: true });
});
