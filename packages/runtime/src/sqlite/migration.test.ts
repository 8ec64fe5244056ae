import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createStudy,
  float,
  memoryStorage,
  readStudy,
  space,
  type Storage,
  type Strategy,
} from '@tune/core';
import { indexOf, upgradeEvents, validateEvents, type StudyEvent } from '@tune/core/plugin';
import { loadEngine } from './engine.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';
import { sqliteStorage } from './sqlite-storage.ts';

/** A file of version 1, as it was written then, and what is in it. */
const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const { facts, summary } = JSON.parse(readFileSync(fixture('version-1.json'), 'utf8')) as {
  facts: unknown[];
  summary: { strategy: string };
};
const NAME = 'old/drifting/1';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-migration-'));
  file = join(folder, 'tune.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a query without tune. */
function sql(of: string, query: string): unknown[] {
  const db = loadEngine()(of);
  try {
    return db.prepare(query).all();
  } finally {
    db.close();
  }
}
const TABLES = 'SELECT name, sql FROM sqlite_master ORDER BY name';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function expectSound(of: string): void {
  expect(sql(of, 'PRAGMA user_version')).toEqual([[MIGRATIONS.length]]);
  expect(sql(of, 'PRAGMA integrity_check')).toEqual([['ok']]);
  expect(sql(of, 'PRAGMA foreign_key_check')).toEqual([]);
}

/** Writes a file as the last version of the first edition did: facts of any kind, with the trials of lists. */
function writeVersion2(studies: Readonly<Record<string, readonly string[]>>): void {
  const db = loadEngine()(file);
  for (const step of MIGRATIONS.slice(0, 2)) db.exec(step as string);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  db.exec('PRAGMA user_version = 2');
  db.exec('BEGIN');
  const addStudy = db.prepare(
    'INSERT INTO study (id, name, budget, created_at) VALUES (?, ?, ?, ?)',
  );
  const addFact = db.prepare('INSERT INTO fact (study, place, body, head) VALUES (?, ?, ?, NULL)');
  const putTrial = db.prepare(
    `INSERT INTO trial VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (study, number) DO UPDATE SET state = excluded.state, value = excluded.value`,
  );
  Object.entries(studies).forEach(([name, bodies], index) => {
    const id = index + 1;
    addStudy.run(id, name, '{"trials":9}', 10.5);
    bodies.forEach((body, place) => {
      addFact.run(id, place, body);
      const { type, number, outcome } = JSON.parse(body) as Record<string, never>;
      const { state, values, retryable } = (outcome ?? {}) as Record<string, never>;
      if (type === 'trial-enqueued') putTrial.run(id, number, 'waiting', null, place);
      if (type === 'trial-started') putTrial.run(id, number, 'running', null, place);
      if (type === 'trial-taken') putTrial.run(id, number, 'running', null, place);
      if (type !== 'trial-ended') return;
      putTrial.run(id, number, retryable ? 'waiting' : state, values?.[0] ?? null, place);
    });
  });
  db.exec('COMMIT');
  db.close();
}

const CREATED =
  '{"type":"study-created","at":10.5,"space":{"parameters":[{"name":"x","type":"float","low":0,"high":1}]},"fingerprint":"7f58e77f","direction":"maximize","strategy":"bayes","seed":3,"budget":{"trials":9},"surroundings":{"backend":"native"}}';

/** Every kind of fact, as the first edition spelled it. */
const EVERY_FACT: readonly string[] = [
  CREATED,
  '{"type":"trial-enqueued","at":11,"number":1,"point":{"x":0.25},"seed":5}',
  '{"type":"heartbeat","at":12,"holder":"h"}',
  '{"type":"trial-taken","at":13,"number":1,"attempt":1,"token":"a1","lease":{"holder":"h","ms":1000}}',
  '{"type":"trial-reported","at":14,"number":1,"attempt":1,"step":1,"value":0.5}',
  '{"type":"trial-started","at":15,"number":2,"attempt":1,"token":"b1","point":{"x":0.75},"fidelity":0.5,"meta":{"phase":"initial"},"seed":7,"suggestSeconds":0.25}',
  '{"type":"trial-ended","at":16,"number":1,"attempt":1,"token":"a1","outcome":{"state":"cancelled","reason":"interrupted","retryable":true},"evaluateSeconds":1}',
  '{"type":"trial-ended","at":17,"number":2,"attempt":1,"token":"b1","outcome":{"state":"complete","values":[0.75],"metrics":{"steps":7}},"evaluateSeconds":2}',
  '{"type":"heartbeat","at":18,"holder":"g"}',
  '{"type":"trial-taken","at":19,"number":1,"attempt":2,"token":"a2"}',
  '{"type":"trial-reported","at":20,"number":1,"attempt":2,"step":1,"value":null}',
  '{"type":"trial-ended","at":21,"number":1,"attempt":2,"token":"a2","outcome":{"state":"complete","values":[0.5]},"evaluateSeconds":1}',
  '{"type":"budget-changed","at":22,"budget":{"trials":9}}',
  '{"type":"trial-started","at":23,"number":3,"attempt":1,"token":"c1","point":{"x":0.125},"seed":8,"suggestSeconds":0.5,"lease":{"holder":"h","ms":1000}}',
];

test('a file of every kind of fact has the events, reports and lists of today', async () => {
  writeVersion2({ 'c/bayes/1': EVERY_FACT, empty: [CREATED.replace('"at":10.5', '"at":99')] });
  const storage = sqliteStorage(file);
  const events = await all(storage.read('c/bayes/1', 0));
  expect(events.map(({ type }) => type)).toEqual([
    ...['study-created', 'trial-enqueued', 'trial-claimed', 'trial-started', 'trial-ended'],
    ...['trial-ended', 'trial-claimed', 'trial-ended', 'budget-changed', 'trial-started'],
  ]);
  expect(events[0]).toMatchObject({
    ...{ directions: ['maximize'], strategy: { name: 'bayes' } },
    environment: { backend: 'native' },
  });
  expect(events[0]).not.toHaveProperty('direction');
  expect(events[0]).not.toHaveProperty('surroundings');
  const reports = await all(storage.readReports('c/bayes/1'));
  expect(reports).toEqual([
    { number: 1, attempt: 1, step: 1, value: 0.5 },
    { number: 1, attempt: 2, step: 1, value: Number.NaN },
  ]);
  expect(() => validateEvents(events, reports)).not.toThrow();
  expect(await storage.readHeartbeats('c/bayes/1')).toEqual(new Map());

  const [page] = await all(storage.readPages!('c/bayes/1', 0));
  expect(page!.index).toEqual(events.map(indexOf));
  expect(page!.events.map((text) => JSON.parse(text) as StudyEvent)).toEqual(events);

  const [listed, empty] = await storage.catalog.studies();
  expect(listed).toEqual({
    ...{ name: 'c/bayes/1', direction: 'maximize', seed: 3 },
    strategy: { name: 'bayes', version: 'unknown' },
    budget: { trials: 9 },
    trials: { waiting: 0, running: 1, complete: 2, failed: 0, pruned: 0, cancelled: 0 },
    // Trial 2 is better, but of low fidelity.
    best: { number: 1, value: 0.5, point: { x: 0.25 } },
    ...{ createdAt: 10.5, changedAt: 23 },
  });
  expect(empty).toMatchObject({ name: 'empty', changedAt: 99 });
  expect((await readStudy(storage, 'c/bayes/1'))!.trials.map(({ state }) => state)).toEqual([
    ...['complete', 'complete', 'running'],
  ]);
  await storage.close();
  expectSound(file);
  expect(sql(file, TABLES).flat()).not.toContain('fact');

  const again = sqliteStorage(file);
  expect(await all(again.read('c/bayes/1', 0))).toEqual(events);
  await again.close();
});

test('a migration that fails leaves the file as it was', () => {
  writeVersion2({ one: EVERY_FACT, two: EVERY_FACT });
  const db = loadEngine()(file);
  db.exec(`UPDATE fact SET body = '{"type":' WHERE study = 2 AND place = 9`);
  db.close();
  const before = sql(file, 'SELECT * FROM fact');
  expect(() => sqliteStorage(file)).toThrow(expect.objectContaining({ code: 'STORAGE_FAILED' }));
  expect(sql(file, 'PRAGMA user_version')).toEqual([[2]]);
  expect(sql(file, 'SELECT * FROM fact')).toEqual(before);
});

test('a long study is migrated page by page without gaps', async () => {
  const rest = Array.from({ length: 4000 }, (_, index) => {
    const trial = { number: index + 4, attempt: 1, token: 't' };
    const point = { x: index / 4000 };
    return [
      { type: 'trial-started', at: 30, ...trial, point, seed: 1, suggestSeconds: 0 },
      { type: 'heartbeat', at: 30, holder: 'h' },
      { type: 'trial-reported', at: 30, number: index + 4, attempt: 1, step: index, value: 0 },
      {
        ...{ type: 'trial-ended', at: 31, ...trial, evaluateSeconds: 0 },
        outcome: { state: 'complete', values: [index] },
      },
    ].map((fact) => JSON.stringify(fact));
  }).flat();
  writeVersion2({ long: [...EVERY_FACT, ...rest] });
  const storage = sqliteStorage(file);
  const [listed] = await storage.catalog.studies();
  expect(listed!.trials.complete).toBe(4002);
  expect(listed!.best).toEqual({ number: 4003, value: 3999, point: { x: 3999 / 4000 } });
  const steps = (await all(storage.readReports('long', { since: 2 }))).map(({ step }) => step);
  expect(steps).toEqual(Array.from({ length: 4000 }, (_, index) => index));
  expect(await all(storage.read('long', 0))).toHaveLength(10 + 8000);
  await storage.close();
});

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

/** Resumes the study of the fixture and runs it to its end. */
async function finish(storage: Storage) {
  const study = await createStudy({
    ...{ name: NAME, space: space({ x: float(0, 1) }), strategy: drifting, storage, seed: 3 },
    ...{ budget: { trials: 12 }, clock: () => 1_800_000_000_000 },
    lease: { holder: 'this one', ms: 1000, isGone: () => true },
  });
  await study.optimize(({ x }) => (x - 0.3) ** 2);
  return study.trials.map(({ token: _, ...trial }) => trial);
}

test('a file of version 1 has everything that it had', async () => {
  copyFileSync(fixture('version-1.db'), file);
  expect(sql(file, 'PRAGMA user_version')).toEqual([[1]]);
  const storage = sqliteStorage(file);
  const upgraded = upgradeEvents(facts, NAME);
  expect(await all(storage.read(NAME, 0))).toEqual(upgraded.events);
  expect(await all(storage.readReports(NAME))).toEqual(upgraded.reports);
  const strategy = { name: summary.strategy, version: 'unknown' };
  expect(await storage.catalog.studies()).toEqual([{ ...summary, strategy }]);
  expect(await storage.catalog.comparison('old')).toMatchObject({
    ...{ definition: { objective: './old.mjs', trials: 12 }, seconds: 9 },
  });
  await storage.close();
  expectSound(file);
});

test('a comparison of an earlier version looks at the runs below its name', async () => {
  copyFileSync(fixture('version-1.db'), file);
  const names = ['old/bayes/1', 'old/bayes?noise=infer/12', 'old/bayes/x', 'older/bayes/1'];
  for (const name of names) {
    sql(
      file,
      `INSERT INTO study (name, version, created_at, changed_at) VALUES ('${name}', 0, 1, 1)`,
    );
  }
  const storage = sqliteStorage(file);
  expect((await storage.catalog.comparison('old'))!.runs).toEqual([
    { label: 'drifting', repeat: 1, study: 'old/drifting/1' },
    { label: 'bayes', repeat: 1, study: 'old/bayes/1' },
    { label: 'bayes?noise=infer', repeat: 12, study: 'old/bayes?noise=infer/12' },
  ]);
  await storage.close();
});

test('a study of version 1 resumes to the trials that it would have had', async () => {
  copyFileSync(fixture('version-1.db'), file);
  const memory = memoryStorage();
  await memory.append(NAME, upgradeEvents(facts, NAME).events, { expectedVersion: 0 });
  const storage = sqliteStorage(file);
  expect(await finish(storage)).toEqual(await finish(memory));
  await storage.close();
  const again = sqliteStorage(file);
  const [{ trials } = {}] = await again.catalog.studies();
  expect(trials).toMatchObject({ running: 0, waiting: 0 });
  await again.close();
});

test('an old file and a new one have the same tables', async () => {
  copyFileSync(fixture('version-1.db'), file);
  const fresh = join(folder, 'fresh.db');
  await sqliteStorage(fresh).close();
  await sqliteStorage(file).close();
  expect(sql(file, TABLES)).toEqual(sql(fresh, TABLES));
});

test('the first step is the one that was published', () => {
  copyFileSync(fixture('version-1.db'), file);
  const first = join(folder, 'first.db');
  const db = loadEngine()(first);
  db.exec(MIGRATIONS[0] as string);
  db.close();
  expect(sql(first, TABLES)).toEqual(sql(file, TABLES));
});
