import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createStudy,
  float,
  headOf,
  inProcessExecutor,
  memoryStorage,
  space,
  type Storage,
  type Strategy,
  type StudyFact,
} from '@tune/core';
import type { StudySummary } from './catalog.ts';
import { MIGRATIONS } from './schema.ts';
import { sqliteStorage } from './sqlite-storage.ts';

/** Files of the versions that were published, as they were written then, and what is in them. */
const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const { facts, summary } = JSON.parse(readFileSync(fixture('version-1.json'), 'utf8')) as {
  facts: StudyFact[];
  summary: StudySummary;
};
const NAME = 'old/drifting/1';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-migration-'));
  file = join(folder, 'tune.db');
  copyFileSync(fixture('version-1.db'), file);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs SQL past everything of ours. */
function sql(of: string, query: string): unknown[] {
  const db = new Database(of);
  try {
    return db.prepare(query).raw().all();
  } finally {
    db.close();
  }
}
const TABLES = 'SELECT name, sql FROM sqlite_master ORDER BY name';

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const drifting: Strategy = {
  name: 'drifting',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ history, rng, count }) => {
    const best = (history.incumbent?.point['x'] as number | undefined) ?? 0.5;
    const seen = history.ended.length + history.pending.length;
    return Array.from({ length: count }, () => ({
      point: { x: (best + rng.next() / (1 + seen)) % 1 },
      meta: { seen },
    }));
  },
};

/** The study of the fixture, gone on with to its end. */
async function goOn(storage: Storage) {
  const unit = space({ x: float(0, 1) });
  const study = await createStudy({
    ...{ name: NAME, space: unit, direction: 'minimize', strategy: drifting, storage, seed: 3 },
    ...{ budget: { trials: 12 }, clock: () => 1_800_000_000_000 },
    lease: { holder: 'this one', ms: 1000, isGone: () => true, every: () => () => undefined },
  });
  const objective = {
    ...{ name: 'square', space: unit, direction: 'minimize' as const },
    evaluate: async ({ x }: { x: number }) => (x - 0.3) ** 2,
  };
  await collect(study.optimize(inProcessExecutor(objective as never)));
  return study.trials;
}

test('a file of version 1 has every fact, trial, study and comparison that it had', async () => {
  expect(sql(file, 'PRAGMA user_version')).toEqual([[1]]);
  const storage = sqliteStorage(file);
  expect(await collect(storage.read(NAME, 0))).toEqual(facts);
  const [page] = await collect(storage.skim!(NAME, 0));
  expect(page!.heads).toEqual(facts.map(headOf));
  expect(page!.facts.map((text) => JSON.parse(text) as StudyFact)).toEqual(facts);
  expect(storage.catalog.studies()).toEqual([summary]);
  expect(storage.catalog.comparison('old')).toMatchObject({
    ...{ definition: { objective: './old.mjs', trials: 12 }, seconds: 9 },
  });
  storage.close();
  expect(sql(file, 'PRAGMA user_version')).toEqual([[MIGRATIONS.length]]);
  expect(sql(file, 'PRAGMA integrity_check')).toEqual([['ok']]);
  expect(sql(file, 'PRAGMA foreign_key_check')).toEqual([]);
});

test('a study of version 1 goes on to the trials that it would have had', async () => {
  const memory = memoryStorage();
  await memory.append(NAME, facts, { expectedVersion: 0 });
  const storage = sqliteStorage(file);
  expect(await goOn(storage)).toEqual(await goOn(memory));
  storage.close();
  const again = sqliteStorage(file);
  expect(again.catalog.studies()[0]!.trials).toMatchObject({ running: 0, waiting: 0 });
  again.close();
});

test('an old file and a new one have the same tables', () => {
  const fresh = join(folder, 'fresh.db');
  sqliteStorage(fresh).close();
  sqliteStorage(file).close();
  expect(sql(file, TABLES)).toEqual(sql(fresh, TABLES));
});

test('the first step is the one that was published', () => {
  const first = join(folder, 'first.db');
  const db = new Database(first);
  db.exec(MIGRATIONS[0]!);
  db.close();
  expect(sql(first, TABLES)).toEqual(sql(file, TABLES));
});
