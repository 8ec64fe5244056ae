import { resolve } from 'node:path';
import {
  headOf,
  mustSurvive,
  TuneError,
  type FactHead,
  type FactPage,
  type Storage,
  type StudyFact,
} from '@tune/core';
import type Database from 'libsql';
import { sqliteCatalog, type Catalog } from './catalog.ts';
import { openDatabase } from './open-database.ts';
import { storageError } from './storage-error.ts';

export interface SqliteOptions {
  /**
   * `full`: an outcome is on the disk before it counts as stored, and survives a power cut. `normal`:
   * it survives the end of the process, and what a power cut may cost is measured again. Default `full`.
   */
  readonly durability?: 'full' | 'normal';
  /**
   * How long another process may hold the file, in milliseconds, before that is an error; its
   * transactions take a few of them. Default 10,000.
   */
  readonly lockTimeoutMs?: number;
}

/** A storage in one file, that several processes may use at once. */
export interface SqliteStorage extends Storage {
  /** What lists and commands need besides: studies, comparisons, removal. */
  readonly catalog: Catalog;
  close(): void;
}

/** Facts that one query brings: a long study is read without a long silence. */
const PAGE = 5000;

/** In a page, the head of a fact that was stored before heads were. */
const NO_HEAD = 0;

type TrialHead = NonNullable<FactHead>;

/**
 * Keeps studies in a SQLite file: write-ahead log, one transaction for each append, compare-and-swap by
 * version. An append with a fact that must survive ends with one fsync.
 *
 * @param file  made where it is not there
 * @throws STORAGE_NOT_FOUND  its folder is not there
 * @throws STORAGE_FOREIGN  the file is no database, or not of tune
 * @throws STORAGE_NEWER  a newer tune wrote it
 * @throws STORAGE_LOCKED  another process holds the file, when it is opened or written later
 * @throws STORAGE_ENGINE_MISSING  there is no database engine for this platform
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
  { durability = 'full', lockTimeoutMs = 10_000 }: SqliteOptions = {},
): SqliteStorage {
  const path = resolve(file);
  const { db, readOnly, close } = openDatabase(path, lockTimeoutMs);
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
    const found = sql.study.get(study) as [id: number, last: number | null] | undefined;
    const actual = (found?.[1] ?? -1) + 1;
    if (actual !== expected) {
      throw new TuneError('STORAGE_CONFLICT', { study, expected, actual });
    }
    const id = found?.[0] ?? Number(sql.addStudy.run(study, facts[0]?.at ?? 0).lastInsertRowid);
    facts.forEach((fact, index) => {
      const place = expected + index;
      const head = headOf(fact);
      sql.addFact.run(id, place, JSON.stringify(fact), JSON.stringify(head));
      if ('budget' in fact) sql.setBudget.run(JSON.stringify(fact.budget), id);
      if (head !== null) putTrial(id, place, head);
    });
    return expected + facts.length;
  }

  /** What lists show of a trial, after the fact at a place. */
  function putTrial(study: number, place: number, [number, standing, figure]: TrialHead): void {
    if (standing === 'reported') return;
    const state = standing === 'again' ? 'waiting' : standing;
    const isFirst = figure !== undefined && (standing === 'waiting' || standing === 'running');
    if (isFirst) sql.addTrial.run(study, number, state, place);
    else sql.setTrial.run(state, figure ?? null, study, number);
  }

  function* pages(study: string, since: number): Generator<FactPage> {
    for (let place = since; ; place += PAGE) {
      const page = pageAt(study, place);
      if (page === undefined) return;
      yield page;
      if (page.facts.length < PAGE) return;
    }
  }

  /** One text for the whole page: crossing to the engine for each row costs more than the rows. */
  function pageAt(study: string, place: number): FactPage | undefined {
    try {
      const row = sql.page.get(study, place, place + PAGE) as [string, string] | [null, null];
      if (row[0] === null) return undefined;
      const facts = row[0].split('\n');
      const heads = JSON.parse(`[${row[1]}]`) as (FactHead | typeof NO_HEAD)[];
      const headAt = (head: FactHead | typeof NO_HEAD, index: number): FactHead =>
        head === NO_HEAD ? headOf(JSON.parse(facts[index]!) as StudyFact) : head;
      return { facts, heads: heads.map(headAt) };
    } catch (error) {
      throw storageError(error, path);
    }
  }

  return {
    async append(study, facts, { expectedVersion }) {
      return write(facts.some(mustSurvive), () => appendFacts(study, facts, expectedVersion));
    },
    async *read(study, since) {
      for (const { facts } of pages(study, since)) {
        yield* JSON.parse(`[${facts.join(',')}]`) as StudyFact[];
      }
    },
    async *skim(study, since) {
      yield* pages(study, since);
    },
    catalog: sqliteCatalog(db, path, write),
    close,
  };
}

function statements(db: Database.Database) {
  return {
    study: db
      .prepare(
        `SELECT id, (SELECT max(place) FROM fact WHERE study = study.id) FROM study
         WHERE name = ?`,
      )
      .raw(),
    addStudy: db.prepare('INSERT INTO study (name, created_at) VALUES (?, ?)'),
    setBudget: db.prepare('UPDATE study SET budget = ? WHERE id = ?'),
    addFact: db.prepare('INSERT INTO fact (study, place, body, head) VALUES (?, ?, ?, ?)'),
    addTrial: db.prepare(
      `INSERT INTO trial (study, number, state, begun) VALUES (?, ?, ?, ?)
       ON CONFLICT (study, number) DO UPDATE SET state = excluded.state, value = NULL`,
    ),
    setTrial: db.prepare('UPDATE trial SET state = ?, value = ? WHERE study = ? AND number = ?'),
    // No JSON has a line break of its own.
    page: db
      .prepare(
        `SELECT group_concat(body, char(10)), group_concat(coalesce(head, ${NO_HEAD})) FROM (
           SELECT body, head FROM fact
           WHERE study = (SELECT id FROM study WHERE name = ?) AND place >= ? AND place < ?
           ORDER BY place)`,
      )
      .raw(),
  };
}
