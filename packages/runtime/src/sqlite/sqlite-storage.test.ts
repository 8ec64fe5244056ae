import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storageCases } from '@tune/testkit';
import { test } from 'vitest';
import { sqliteStorage } from './sqlite-storage.ts';

test.each(storageCases)('sqlite: $name', async ({ run }) => {
  await run(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tune-test-'));
    const storage = sqliteStorage(join(folder, 'tune.db'));
    return {
      storage,
      close: async () => {
        storage.close();
        rmSync(folder, { recursive: true });
      },
    };
  });
});
