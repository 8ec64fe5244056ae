import { accessSync, constants, copyFileSync, existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { TuneError } from '@tune/core';
import { runtimeError } from '../errors.ts';
import { makeTempFolder, removeTempFolder } from '../temp-folders.ts';
import { loadEngine, type Database, type OpenEngine } from './engine.ts';
import { pause } from './pause.ts';
import { APPLICATION_ID, MIGRATIONS, type Migration } from './schema.ts';
import { BUSY, CANNOT_OPEN, isEngineError, storageError } from './storage-error.ts';
import { checkLog } from './write-ahead-log.ts';

export interface OpenDatabase {
  readonly db: Database;
  /** Opens further connections. */
  readonly open: OpenEngine;
  /** It is a copy of a file that cannot be written. */
  readonly readOnly: boolean;
  close(): void;
}

/** The one number of a pragma. */
function pragma(db: Database, name: string): number {
  const row = db.prepare(`PRAGMA ${name}`).get() as [number];
  return row[0];
}

/**
 * Opens a file with today's tables: a new one, or an old one brought up to date. A file in a read-only
 * folder cannot be opened in place, because readers share a lock file beside it: then a copy is read.
 *
 * @param lockTimeoutMs  how long another process may hold the file before that is an error
 * @throws STORAGE_NOT_FOUND, STORAGE_FOREIGN, STORAGE_NEWER, STORAGE_LOCKED, STORAGE_READ_ONLY, STORAGE_FULL
 * @throws STORAGE_LOG_FOREIGN, STORAGE_ENGINE_MISSING
 */
export function openDatabase(file: string, lockTimeoutMs: number): OpenDatabase {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw runtimeError('STORAGE_FOREIGN', { file, reason: 'it is a folder' });
  }
  if (!existsSync(dirname(file))) {
    throw runtimeError('STORAGE_NOT_FOUND', { file, folder: dirname(file) });
  }
  const open = loadEngine();
  try {
    const db = openCurrent(open, file, file, lockTimeoutMs);
    return { db, open, readOnly: false, close: () => db.close() };
  } catch (error) {
    const ours = openingError(error, file);
    if (ours.code !== 'STORAGE_READ_ONLY' || !existsSync(file)) throw ours;
    return openCopy(open, file);
  }
}

/** @param shown  the file that errors name */
function openCurrent(open: OpenEngine, file: string, shown: string, timeout: number): Database {
  checkLog(open, file, timeout);
  const db = open(file, { timeout });
  try {
    prepare(db, { file: shown, timeout, steps: MIGRATIONS });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The engine only has a number for a file that it cannot open. */
function openingError(error: unknown, file: string): TuneError {
  if (!isEngineError(error, CANNOT_OPEN)) return storageError(error, file);
  return runtimeError('STORAGE_READ_ONLY', { file, reason: refusalOf(file) }, { cause: error });
}

/** Why the system does not open a file for writing. */
function refusalOf(file: string): string {
  const exists = existsSync(file);
  const place = exists ? file : dirname(file);
  try {
    accessSync(place, constants.W_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EROFS') return 'its disk is read-only';
    return exists ? 'it belongs to another user or is read-only' : 'its folder is read-only';
  }
  return 'the system refuses to open it';
}

function openCopy(open: OpenEngine, file: string): OpenDatabase {
  const folder = makeTempFolder('read');
  const copy = join(folder, basename(file));
  try {
    for (const part of ['', '-wal'])
      if (existsSync(file + part)) copyFileSync(file + part, copy + part);
    const db = openCurrent(open, copy, file, 0);
    const close = () => {
      db.close();
      removeTempFolder(folder);
    };
    return { db, open, readOnly: true, close };
  } catch (error) {
    removeTempFolder(folder);
    throw storageError(error, file);
  }
}

function hasNoTables(db: Database): boolean {
  const [count] = db.prepare('SELECT count(*) FROM sqlite_master').get() as [number];
  return count === 0;
}

interface Preparation {
  readonly file: string;
  readonly timeout: number;
  readonly steps: readonly Migration[];
}

/** Checks that the file is a tune database before anything is written to it, and brings it up to date. */
function prepare(db: Database, { file, timeout, steps }: Preparation): void {
  // In this order: another process may be creating the file, and writes tables and id at once.
  const isEmpty = hasNoTables(db);
  const id = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  if (id !== APPLICATION_ID && !(isEmpty && id === 0)) {
    throw runtimeError('STORAGE_FOREIGN', { file, reason: 'it has tables of another program' });
  }
  if (version > steps.length) {
    throw runtimeError('STORAGE_NEWER', { file, version, known: steps.length });
  }
  useLog(db, timeout);
  // The connection makes its own: each begins another log, which is marked.
  db.exec('PRAGMA wal_autocheckpoint = 0');
  if (version < steps.length) {
    migrate(db, steps);
    // From here on the database has a token of its own.
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}

/** The engine does not wait here if another process is creating the same file. */
function useLog(db: Database, timeout: number): void {
  const end = performance.now() + timeout;
  for (;;) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isEngineError(error, BUSY) || performance.now() > end) throw error;
    }
    pause(5);
  }
}

/** Takes all missing steps or none; the second of two processes finds nothing left to do. */
function migrate(db: Database, steps: readonly Migration[]): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const step of steps.slice(pragma(db, 'user_version'))) {
      if (typeof step === 'string') db.exec(step);
      else step(db);
    }
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec(`PRAGMA user_version = ${steps.length}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
