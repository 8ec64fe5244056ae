import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImportedStudies } from '@tune/core/plugin';
import { processLease } from '../process-lease.ts';
import { loadEngine } from './engine.ts';
import { sqliteStorage } from './sqlite-storage.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-import-'));
  file = join(folder, 'tune.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const EVENTS = 10_000;
const studies: ImportedStudies['studies'] = ['a', 'b'].map((name) => ({
  name,
  events: [
    {
      ...{ type: 'study-created', at: 1, id: name, space: {}, fingerprint: 'f', seed: 1 },
      ...{ directions: ['minimize'], strategy: { name: 'random' } },
    },
    ...Array.from({ length: EVENTS - 1 }, (_, index) => ({
      ...{ type: 'turn-released' as const, at: index, token: 't' },
    })),
  ],
  reports: [{ number: 1, attempt: 1, step: 1, value: 1 }],
}));

function countRows(): Record<string, number> {
  const db = loadEngine()(file);
  const names = ['study', 'event', 'report', 'import'];
  const counts = names.map((name) => {
    const [count] = db.prepare(`SELECT count(*) FROM ${name}`).get() as [number];
    return [name, count] as const;
  });
  db.close();
  return Object.fromEntries(counts);
}

/** Makes the file as it would be if an import had crashed at its last event, begun by a holder at a time. */
async function crash(holder: string, at = Date.now()): Promise<void> {
  const whole = join(folder, 'whole.db');
  const events = [...studies[1]!.events];
  const toJSON = () => {
    for (const part of ['', '-wal']) copyFileSync(whole + part, file + part);
    return null;
  };
  events[events.length - 1] = { ...events.at(-1)!, ...{ toJSON } };
  const storage = sqliteStorage(whole);
  await storage.catalog.importStudies({ studies: [studies[0]!, { ...studies[1]!, events }] });
  await storage.close();
  const db = loadEngine()(file);
  db.prepare('UPDATE import SET holder = ?, at = ?').run(holder, at);
  db.close();
  const { event, ...rows } = countRows();
  expect(rows).toEqual({ study: 2, report: 1, import: 1 });
  expect(event).toBeGreaterThan(EVENTS);
  expect(event).toBeLessThan(2 * EVENTS);
}

const ownHolder = processLease().holder;
const goneHolder = ownHolder.replace(`|${process.pid}|`, '|99999999|');
const dayAgo = () => Date.now() - 25 * 3600 * 1000;

test('what a crashed import leaves is not seen, and the next that opens the file removes it', async () => {
  await crash(goneHolder);
  const storage = sqliteStorage(file);
  expect(countRows()).toEqual({ study: 0, event: 0, report: 0, import: 0 });
  expect(await storage.catalog.studies()).toEqual([]);
  expect(await storage.catalog.remove('')).toBe(0);
  await storage.catalog.importStudies({ studies });
  expect(await storage.catalog.studies()).toHaveLength(2);
  await storage.close();
  expect(countRows()).toEqual({ study: 2, event: 2 * EVENTS, report: 2, import: 0 });
});

test.each([
  ['of a process that is alive is kept', ownHolder, dayAgo(), 1],
  ['of another machine is kept for a day', 'elsewhere|1|1', Date.now(), 1],
  ['of another machine is removed after a day', 'elsewhere|1|1', dayAgo(), 0],
])('an unfinished import %s', async (_, holder, at, left) => {
  await crash(holder, at);
  const storage = sqliteStorage(file);
  expect(await storage.catalog.studies()).toEqual([]);
  await storage.close();
  expect(countRows()).toMatchObject({ study: 2 * left, import: left });
});

test('two imports at the same time do not remove each other', async () => {
  const [one, two] = [sqliteStorage(file), sqliteStorage(file)];
  const named = studies.map((study) => ({ ...study, name: `other/${study.name}` }));
  await Promise.all([
    one.catalog.importStudies({ studies }),
    two.catalog.importStudies({ studies: named }),
  ]);
  expect(await one.catalog.studies()).toHaveLength(4);
  await Promise.all([one.close(), two.close()]);
  expect(countRows()).toEqual({ study: 4, event: 4 * EVENTS, report: 4, import: 0 });
});

test('of two imports of one name at the same time, one is refused and leaves nothing', async () => {
  const [one, two] = [sqliteStorage(file), sqliteStorage(file)];
  const others = studies.map(({ events: [created, ...events], ...study }) => ({
    ...{ ...study, events: [{ ...created, id: 'another' } as typeof created & {}, ...events] },
  }));
  const results = await Promise.allSettled([
    one.catalog.importStudies({ studies }),
    two.catalog.importStudies({ studies: others }),
  ]);
  const reasons = results.flatMap((result) =>
    result.status === 'rejected' ? (result.reason as unknown) : [],
  );
  expect(reasons).toEqual([expect.objectContaining({ code: 'STORAGE_NAME_TAKEN' })]);
  await Promise.all([one.close(), two.close()]);
  expect(countRows()).toEqual({ study: 2, event: 2 * EVENTS, report: 2, import: 0 });
});

test('of two imports of the same studies at the same time, one adds them', async () => {
  const [one, two] = [sqliteStorage(file), sqliteStorage(file)];
  const counts = await Promise.all(
    [one, two].map(({ catalog }) => catalog.importStudies({ studies })),
  );
  expect(counts.toSorted()).toEqual([0, 2]);
  await Promise.all([one.close(), two.close()]);
  expect(countRows()).toEqual({ study: 2, event: 2 * EVENTS, report: 2, import: 0 });
});

test('an import lets other writes through', async () => {
  const [one, two] = [sqliteStorage(file), sqliteStorage(file)];
  await two.append('mine', studies[0]!.events.slice(0, 1), { expectedVersion: 0 });
  const importing = one.catalog.importStudies({ studies }).then(() => true);
  let writes = 0;
  for (;;) {
    await two.heartbeat('mine', 'h');
    writes += 1;
    const next = new Promise<false>((resolve) => setImmediate(() => resolve(false)));
    if (await Promise.race([importing, next])) break;
  }
  expect(writes).toBeGreaterThanOrEqual(10);
  await Promise.all([one.close(), two.close()]);
});
