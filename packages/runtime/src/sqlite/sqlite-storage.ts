import { resolve } from 'node:path';
import { mustSurvive, TuneError, type Storage, type StudyFact } from '@tune/core';
import type Database from 'libsql';
import { sqliteCatalog, type Catalog } from './catalog.ts';
import { openDatabase } from './open-database.ts';
import { storageError } from './storage-error.ts';
import { stateAfter } from './trial-row.ts';

export interface SqliteOptions {
  /**
   * `full`: an outcome is on the disk before it counts as stored, and survives a power cut. `normal`:
   * it survives the end of the process, and what a power cut may cost is measured again. Default `full`.
   */
  readonly durability?: 'full' | 'normal';
}

/** A storage in one file, that several processes may use at once. */
export interface SqliteStorage extends Storage {
  /** What lists and commands need besides: studies, comparisons, removal. */
  readonly catalog: Catalog;
  close(): void;
}

/** Facts that one query brings: a long study is read without a long silence. */
const PAGE = 5000;

/**
 * Keeps studies in a SQLite file: write-ahead log, one transaction for each append, compare-and-swap by
 * version. An append with a fact that must survive ends with one fsync.
 *
 * @param file  made where it is not there
 * @throws STORAGE_NOT_FOUND  its folder is not there
 * @throws STORAGE_FOREIGN  the file is no database, or not of tune
 * @throws STORAGE_NEWER  a newer tune wrote it
 * @throws STORAGE_READ_ONLY  it is to be made in a folder that cannot be written; one that is there is read
 *
 * @example
 * ```ts
 * import { mkdtempSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { createStudy, float, inProcessExecutor, space } from '@tune/core';
 * import { processClock, sqliteStorage } from '@tune/runtime';
 * import { random } from '@tune/strategies';
 * const objective = {
 *   name: 'parabola', space: space({ x: float(-5, 5) }), direction: 'minimize' as const,
 *   evaluate: async ({ x }) => (x - 1) ** 2,
 * };
 * const storage = sqliteStorage(join(mkdtempSync(join(tmpdir(), 'tune-')), 'tune.db'));
 * const study = await createStudy({
 *   ...objective, strategy: random(), storage, clock: processClock, seed: 1, budget: { trials: 20 },
 * });
 * for await (const event of study.optimize(inProcessExecutor(objective))) event.type;
 * storage.catalog.studies()[0].trials.complete; // 20, also for the next process
 * storage.close();
 * ```
 */
export function sqliteStorage(
  file: string,
  { durability = 'full' }: SqliteOptions = {},
): SqliteStorage {
  const path = resolve(file);
  const { db, readOnly, close } = openDatabase(path);
  const sql = statements(db);
  let isFull: boolean | undefined;

  /** The engine keeps it for the connection; it may not change inside of a transaction. */
  function synchronize(full: boolean): void {
    if (isFull === full) return;
    db.exec(`PRAGMA synchronous = ${full ? 'FULL' : 'NORMAL'}`);
    isFull = full;
  }

  function write<T>(full: boolean, work: () => T): T {
    if (readOnly) {
      throw new TuneError('STORAGE_READ_ONLY', { file: path, reason: 'its folder is read-only' });
    }
    try {
      synchronize(full && durability === 'full');
      db.exec('BEGIN IMMEDIATE');
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      throw storageError(error, path);
    }
  }

  function appendFacts(study: string, facts: readonly StudyFact[], expected: number): number {
    const found = sql.study.get(study) as [id: number, version: number] | undefined;
    const actual = found?.[1] ?? 0;
    if (actual !== expected) {
      throw new TuneError('STORAGE_CONFLICT', { study, expected, actual });
    }
    const now = facts.at(-1)?.at ?? 0;
    const id = found?.[0] ?? Number(sql.addStudy.run(study, now, now).lastInsertRowid);
    facts.forEach((fact, index) => {
      sql.addFact.run(id, expected + index, JSON.stringify(fact));
      const row = stateAfter(fact);
      if (row === undefined) return;
      sql.putTrial.run(
        id,
        row.number,
        row.state,
        row.value ?? null,
        row.begins ? expected + index : -1,
      );
    });
    sql.setVersion.run(expected + facts.length, now, id);
    return expected + facts.length;
  }

  return {
    async append(study, facts, { expectedVersion }) {
      return write(facts.some(mustSurvive), () => appendFacts(study, facts, expectedVersion));
    },
    async *read(study, since) {
      let place = since;
      for (;;) {
        let page: readonly StudyFact[];
        try {
          const rows = sql.facts.all(study, place, PAGE) as [string][];
          page = JSON.parse(`[${rows.join(',')}]`) as StudyFact[];
        } catch (error) {
          throw storageError(error, path);
        }
        yield* page;
        if (page.length < PAGE) return;
        place += page.length;
      }
    },
    catalog: sqliteCatalog(db, path, write),
    close,
  };
}

function statements(db: Database.Database) {
  return {
    study: db.prepare('SELECT id, version FROM study WHERE name = ?').raw(),
    addStudy: db.prepare(
      'INSERT INTO study (name, version, created_at, changed_at) VALUES (?, 0, ?, ?)',
    ),
    setVersion: db.prepare('UPDATE study SET version = ?, changed_at = ? WHERE id = ?'),
    addFact: db.prepare('INSERT INTO fact (study, place, body) VALUES (?, ?, ?)'),
    putTrial: db.prepare(
      `INSERT INTO trial (study, number, state, value, begun) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (study, number) DO UPDATE SET state = excluded.state, value = excluded.value`,
    ),
    facts: db
      .prepare(
        `SELECT body FROM fact WHERE study = (SELECT id FROM study WHERE name = ?) AND place >= ?
         ORDER BY place LIMIT ?`,
      )
      .raw(),
  };
}
