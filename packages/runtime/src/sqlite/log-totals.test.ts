import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StudyEvent } from '@tune/core/plugin';
import { openConnection } from './connection.ts';
import { loadEngine } from './engine.ts';
import { CREATED, eventOf } from './event.test-util.ts';
import { logTotals } from './log-totals.ts';
import { sqliteStorage } from './sqlite-storage.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tune-totals-'));
  file = join(folder, 'tune.db');
  const storage = sqliteStorage(file);
  await storage.append('s', EVENTS, { expectedVersion: 0 });
  await storage.append('none', [CREATED], { expectedVersion: 0 });
  await storage.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const attempt = (number: number, n = 1) => ({ at: 2, number, attempt: n, token: `t${n}` });
const begun = (number: number, fidelity?: number): StudyEvent => ({
  ...{ type: 'trial-started', ...attempt(number), point: { x: 1 }, seed: 7, suggestSeconds: 0 },
  ...(fidelity === undefined ? {} : { fidelity }),
});
type Ended = Extract<StudyEvent, { type: 'trial-ended' }>;
const ended = (number: number, outcome: Ended['outcome'], n = 1): StudyEvent => ({
  ...{ type: 'trial-ended', ...attempt(number, n), outcome, evaluateSeconds: 1 },
});

/** One of each kind. */
const EVENTS: readonly StudyEvent[] = [
  CREATED,
  begun(1),
  ended(1, { state: 'complete', values: [1] }),
  { type: 'budget-changed', at: 2, budget: { trials: 9 } },
  { type: 'trial-enqueued', at: 2, number: 2, point: { x: 1 }, seed: 8 },
  { type: 'trial-claimed', ...attempt(2) },
  ended(2, { state: 'failed', reason: 'r', retryable: true }),
  { type: 'trial-claimed', ...attempt(2, 2) },
  begun(3, 0.5),
  ended(2, { state: 'failed', reason: 'r' }, 2),
  ended(3, { state: 'pruned', reason: 'r' }),
  begun(4),
  ended(4, { state: 'cancelled', reason: 'r' }),
  begun(5),
  eventOf(),
];

function looksSound(study = 's', harm = 'SELECT 1'): boolean {
  const db = loadEngine()(file);
  db.exec(harm);
  const [id] = db.prepare('SELECT id FROM study WHERE name = ?').get(study) as [number];
  db.close();
  const connection = openConnection(file, { isDurable: false, lockTimeoutMs: 1000 });
  try {
    return logTotals(connection)(id);
  } finally {
    connection.close();
  }
}

test('a study with every kind of event looks sound, and so does one without trials', () => {
  expect(looksSound()).toBe(true);
  expect(looksSound('none')).toBe(true);
});

test.each([
  'DELETE FROM event WHERE seq = 3',
  'DELETE FROM event WHERE seq = 12',
  'UPDATE event SET seq = 40 WHERE seq = 14',
  'UPDATE event SET body = substr(body, 1, 40) WHERE seq = 3',
  `UPDATE event SET body = json_set(body, '$.type', 'trial-sold') WHERE seq = 9`,
  `UPDATE event SET body = json_set(body, '$.type', 'budget-changed') WHERE seq = 0`,
  `UPDATE event SET entry = '[1,' WHERE seq = 2`,
  `UPDATE event SET entry = '[2,"complete",1]' WHERE seq = 2`,
  `UPDATE event SET entry = '[1,"failed"]' WHERE seq = 2`,
  `UPDATE event SET entry = '[1,"running",7]' WHERE seq = 2`,
  `UPDATE event SET entry = '[2,"running",7]' WHERE seq = 1`,
  `UPDATE event SET entry = 'null' WHERE seq = 5`,
  `UPDATE event SET entry = '[1,"running"]' WHERE seq = 3`,
  `UPDATE trial SET state = 'failed' WHERE number = 1`,
  `UPDATE trial SET number = 9 WHERE number = 5`,
  'DELETE FROM trial WHERE number = 5',
])('it does not after %s', (harm) => {
  expect(looksSound('s', harm)).toBe(false);
});

test('damage inside an event is named where the event is read', async () => {
  looksSound(
    's',
    `UPDATE event SET body = replace(body, '"attempt":1', '"attempt":') WHERE seq = 2`,
  );
  const storage = sqliteStorage(file);
  const read = async () => {
    for await (const event of storage.read('s', 0)) void event;
  };
  await expect(read()).rejects.toMatchObject({ code: 'STUDY_INVALID' });
  await storage.close();
});
