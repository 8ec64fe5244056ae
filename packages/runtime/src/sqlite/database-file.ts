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
import { isTuneError, type TuneError } from '@tune/core';
import type Database from 'libsql';
import { runtimeError } from '../errors.ts';
import { loadEngine } from './engine.ts';
import { APPLICATION_ID, MIGRATIONS, type Migration } from './schema.ts';
import { storageError } from './storage-error.ts';

export interface OpenDatabase {
  readonly db: Database.Database;
  /** It is a copy of a file that cannot be written. */
  readonly readOnly: boolean;
  close(): void;
}

/** The one number of a pragma. */
function pragma(db: Database.Database, name: string): number {
  const row = db.prepare(`PRAGMA ${name}`).raw().get() as [number];
  return row[0];
}

/**
 * Opens a file with today's tables: a new one, or an old one brought up to date. A file in a read-only
 * folder cannot be opened in place, because readers share a lock file beside it: then a copy is read.
 *
 * @param lockTimeoutMs  how long another process may hold the file before that is an error
 * @throws STORAGE_NOT_FOUND, STORAGE_FOREIGN, STORAGE_NEWER, STORAGE_LOCKED, STORAGE_READ_ONLY, STORAGE_FULL
 * @throws STORAGE_ENGINE_MISSING
 */
export function openDatabase(file: string, lockTimeoutMs: number): OpenDatabase {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw runtimeError('STORAGE_FOREIGN', { file, reason: 'it is a folder' });
  }
  if (!existsSync(dirname(file))) {
    throw runtimeError('STORAGE_NOT_FOUND', { file, folder: dirname(file) });
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

/** The engine has no code for a file that it could not even open: such a place cannot be written. */
function openingError(error: unknown, file: string): TuneError {
  const { message } = error as Error;
  const isRefused = !isTuneError(error) && message.startsWith('ConnectionFailed');
  if (!isRefused) return storageError(error, file);
  return runtimeError('STORAGE_READ_ONLY', { file, reason: refusalOf(file) }, { cause: error });
}

/** Why the system does not open a file for writing; the engine only has a number for it. */
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

/** Checks that a file is one of tune before anything is written to it, and brings it up to date. */
function prepare(db: Database.Database, file: string, steps: readonly Migration[]): void {
  const id = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  // If another process is creating the file, it has a first page, but no tables yet.
  const isEmpty = id === 0 && hasNoTables(db);
  if (!isEmpty && id !== APPLICATION_ID) {
    throw runtimeError('STORAGE_FOREIGN', { file, reason: 'it has tables of another program' });
  }
  if (version > steps.length) {
    throw runtimeError('STORAGE_NEWER', { file, version, known: steps.length });
  }
  db.prepare('PRAGMA journal_mode = WAL').get();
  db.exec('PRAGMA foreign_keys = ON');
  // A checkpoint waits for the disk, so there is one every 16 MiB, not every 4.
  db.exec('PRAGMA wal_autocheckpoint = 4096');
  if (version < steps.length) migrate(db, steps);
}

/** Takes all missing steps or none; the second of two processes finds nothing left to do. */
function migrate(db: Database.Database, steps: readonly Migration[]): void {
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
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
