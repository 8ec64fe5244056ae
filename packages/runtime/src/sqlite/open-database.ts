import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { TuneError } from '@tune/core';
import type Database from 'libsql';
import { loadEngine } from './engine.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';
import { storageError } from './storage-error.ts';

export interface OpenDatabase {
  readonly db: Database.Database;
  /** It is a copy of a file in a place where nothing can be written. */
  readonly readOnly: boolean;
  close(): void;
}

/** The one number of a pragma. */
function pragma(db: Database.Database, name: string): number {
  const row = db.prepare(`PRAGMA ${name}`).raw().get() as [number];
  return row[0];
}

/**
 * A connection to a file with today's tables: made, or brought up to date. A file in a read-only
 * folder cannot be opened in place, because readers share a lock file beside it: there a copy is read.
 *
 * @param lockTimeoutMs  how long another process may hold the file before that is an error
 * @throws STORAGE_NOT_FOUND, STORAGE_FOREIGN, STORAGE_NEWER, STORAGE_LOCKED, STORAGE_READ_ONLY, STORAGE_FULL
 * @throws STORAGE_ENGINE_MISSING
 */
export function openDatabase(file: string, lockTimeoutMs: number): OpenDatabase {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new TuneError('STORAGE_FOREIGN', { file, reason: 'it is a folder' });
  }
  if (!existsSync(dirname(file))) {
    throw new TuneError('STORAGE_NOT_FOUND', { file, folder: dirname(file) });
  }
  const Engine = loadEngine();
  let db: Database.Database | undefined;
  try {
    db = new Engine(file, { timeout: lockTimeoutMs });
    prepare(db, file, MIGRATIONS);
    const open = db;
    return { db, readOnly: false, close: () => void open.close() };
  } catch (error) {
    db?.close();
    const ours = openingError(error, file);
    if (ours.code !== 'STORAGE_READ_ONLY' || !existsSync(file)) throw ours;
    return openCopy(Engine, file);
  }
}

/** What could not even be opened has no code of the engine: it is a place that cannot be written. */
function openingError(error: unknown, file: string): TuneError {
  const { message } = error as Error;
  const isRefused = !(error instanceof TuneError) && message.startsWith('ConnectionFailed');
  if (!isRefused) return storageError(error, file);
  return new TuneError('STORAGE_READ_ONLY', { file, reason: refusalOf(file) }, { cause: error });
}

/** Why the system lets nobody open a file to write; the engine only has a number for it. */
function refusalOf(file: string): string {
  const isThere = existsSync(file);
  const place = isThere ? file : dirname(file);
  try {
    accessSync(place, constants.W_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EROFS') return 'its disk is read-only';
    return isThere ? 'it belongs to somebody else or is read-only' : 'its folder cannot be written';
  }
  return 'the system refuses to open it';
}

function openCopy(Engine: typeof Database, file: string): OpenDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'tune-read-'));
  const copy = join(folder, basename(file));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    for (const part of ['', '-wal'])
      if (existsSync(file + part)) copyFileSync(file + part, copy + part);
    const db = new Engine(copy);
    prepare(db, file, MIGRATIONS);
    const close = () => {
      db.close();
      remove();
      process.off('exit', remove);
    };
    return { db, readOnly: true, close };
  } catch (error) {
    remove();
    throw storageError(error, file);
  }
}

function hasNoTables(db: Database.Database): boolean {
  const [count] = db.prepare('SELECT count(*) FROM sqlite_master').raw().get() as [number];
  return count === 0;
}

/** Looks whose file it is before anything is written to it. */
export function prepare(db: Database.Database, file: string, steps: readonly string[]): void {
  const id = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  // Another process may be at making it: then it has a first page, but no tables yet.
  const isEmpty = id === 0 && hasNoTables(db);
  if (!isEmpty && id !== APPLICATION_ID) {
    throw new TuneError('STORAGE_FOREIGN', { file, reason: 'it has tables of something else' });
  }
  if (version > steps.length) {
    throw new TuneError('STORAGE_NEWER', { file, version, known: steps.length });
  }
  db.prepare('PRAGMA journal_mode = WAL').get();
  db.exec('PRAGMA foreign_keys = ON');
  // A checkpoint waits for the disk, so there is one every 16 MiB, not every 4.
  db.exec('PRAGMA wal_autocheckpoint = 4096');
  if (version < steps.length) migrate(db, steps);
}

/** All missing steps or none; of two processes that come at once the second finds nothing to do. */
function migrate(db: Database.Database, steps: readonly string[]): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const step of steps.slice(pragma(db, 'user_version'))) db.exec(step);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec(`PRAGMA user_version = ${steps.length}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
