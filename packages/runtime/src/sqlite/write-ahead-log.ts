import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { runtimeError } from '../errors.ts';
import type { Database, OpenEngine } from './engine.ts';
import { pause } from './pause.ts';
import { APPLICATION_ID } from './schema.ts';
import { CORRUPT, isEngineError, NOT_A_DATABASE } from './storage-error.ts';

const MARK_LOG_SQL = 'UPDATE log SET base = token, token = hex(randomblob(16))';

/** How often a comparison is made again that a checkpoint of another process may have disturbed. */
const TRIES = 5;
const PAUSE_MS = 50;

export const logOf = (file: string): string => `${file}-wal`;

export const sizeOf = (file: string): number =>
  statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** To be called in the first transaction of a log. */
export const markLog = (db: Database): void => db.exec(MARK_LOG_SQL);

type LogRow = [token: string, base: string];

/** What a connection finds in the log table; `broken` if the database cannot be read. */
type Found = LogRow | undefined | 'broken' | 'no database';

function find(db: Database): Found {
  try {
    const table = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'log'").get();
    if (table === undefined) return undefined;
    return db.prepare('SELECT token, base FROM log').get() as LogRow | undefined;
  } catch (error) {
    if (isEngineError(error, NOT_A_DATABASE)) return 'no database';
    if (isEngineError(error, CORRUPT)) return 'broken';
    throw error;
  }
}

/** Looks at a database as if it had no log. */
function withoutLog<T>(open: OpenEngine, file: string, look: (db: Database) => T): T {
  const db = open(`${pathToFileURL(file).href}?immutable=1`, { readOnly: true });
  try {
    return look(db);
  } finally {
    db.close();
  }
}

/**
 * Whether the log that a connection uses belongs to the database that lies at the path now. Exact while no
 * other process writes a checkpoint, so call it in a write transaction where there may be any.
 */
export function logBelongs(open: OpenEngine, file: string, db: Database): boolean {
  if (sizeOf(file) === 0) return false;
  const view = find(db);
  if (view === 'broken' || view === 'no database') return false;
  const bare = withoutLog(open, file, find);
  if (bare === 'no database') return false;
  // What a process leaves that is killed while it writes the log into the database.
  if (bare === 'broken') return isSound(db);
  // Files of older versions have no table.
  if (view === undefined) return bare === undefined;
  const [token, base] = view;
  return bare === undefined ? base === '' : bare[0] === token || bare[0] === base;
}

function isSound(db: Database): boolean {
  try {
    const [verdict] = db.prepare('PRAGMA quick_check(1)').get() as [string];
    return verdict === 'ok';
  } catch {
    return false;
  }
}

/**
 * Checks the log that a killed process may have left, before SQLite can write it into a database. The
 * connection that looks is read-only: it changes neither.
 * @throws STORAGE_LOG_FOREIGN
 */
export function checkLog(open: OpenEngine, file: string, lockTimeoutMs: number): void {
  const log = logOf(file);
  if (sizeOf(log) === 0) return;
  for (let tries = 1; !logFits(open, file, lockTimeoutMs); tries += 1) {
    if (tries === TRIES) throw runtimeError('STORAGE_LOG_FOREIGN', { file, log });
    pause(PAUSE_MS);
  }
}

function logFits(open: OpenEngine, file: string, timeout: number): boolean {
  // SQLite deletes the log of an empty file.
  if (sizeOf(file) === 0) return sizeOf(logOf(file)) === 0;
  const db = open(file, { readOnly: true, timeout });
  try {
    return !isOurs(open, file, db) || logBelongs(open, file, db);
  } finally {
    db.close();
  }
}

/** A database of another program is refused later, for what it is. */
function isOurs(open: OpenEngine, file: string, db: Database): boolean {
  return hasOurId(db) || withoutLog(open, file, hasOurId);
}

function hasOurId(db: Database): boolean {
  try {
    const [id] = db.prepare('PRAGMA application_id').get() as [number];
    return id === APPLICATION_ID;
  } catch (error) {
    if (isEngineError(error, CORRUPT) || isEngineError(error, NOT_A_DATABASE)) return false;
    throw error;
  }
}
