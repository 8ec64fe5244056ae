import { resolve } from 'node:path';
import { isTuneError, type Lease, type Storage } from '@tune/core';
import { checkWhole, coreError, requiresFsync, type StudyEvent } from '@tune/core/plugin';
import { processLease } from '../process-lease.ts';
import { sqliteCatalog } from './catalog.ts';
import { openConnection } from './connection.ts';
import { createStaging, type Staging } from './staging.ts';
import { studyReader } from './study-reader.ts';
import { isStudy, studyRows } from './study-rows.ts';

/** A storage in a file. */
export interface SqliteStorage extends Storage {
  /**
   * Aborted within a second after the file was removed, replaced or overwritten by something else; its
   * reason is the error, STORAGE_LOST. Whatever is stored from then on fails with it.
   */
  readonly lost: AbortSignal;
}

export interface SqliteOptions {
  /**
   * `full`: an outcome is on disk before it counts as stored, so it survives a power cut. `normal`:
   * it survives the end of the process; a power cut may cost the last outcomes, which are computed
   * again. Default `full`.
   */
  readonly durability?: 'full' | 'normal';
  /**
   * How long another process may hold a lock on the file, in milliseconds, before that is an error; a
   * transaction takes a few of them. Default 10,000.
   */
  readonly lockTimeoutMs?: number;
  /** How processes that share the file know of each other. Default: {@link processLease}; `false`: not at all. */
  readonly lease?: Lease | false;
}

const DURABILITIES: readonly unknown[] = ['full', 'normal'];

/** @throws STUDY_OPTION_INVALID  no file, or the name that SQLite has for none, which would become one */
function checkFile(file: unknown): void {
  if (typeof file === 'string' && file.trim() !== '' && file !== ':memory:') return;
  const expected = 'the path of a file (memoryStorage() keeps studies in memory)';
  throw coreError('STUDY_OPTION_INVALID', {
    name: 'the file of sqliteStorage()',
    expected,
    value: file,
  });
}

/** SQLite counts milliseconds in 32 bits. */
const MAX_LOCK_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Keeps studies in a SQLite file that several processes may use at once: write-ahead log, one
 * transaction for each append, compare-and-swap by version. An append with an event that
 * {@link requiresFsync} ends with one fsync; reports and heartbeats wait for no disk.
 *
 * @param file  created if it does not exist
 * @throws STUDY_OPTION_INVALID
 * @throws STORAGE_NOT_FOUND  its folder does not exist
 * @throws STORAGE_FOREIGN  the file is not a tune database
 * @throws STORAGE_DAMAGED  a part of it was overwritten or cut off
 * @throws STORAGE_NEWER  a newer tune wrote it
 * @throws STORAGE_LOCKED  another process holds a lock on it, now or at a later write
 * @throws STORAGE_LOST  the file was removed, replaced or overwritten while it was open
 * @throws STORAGE_LOG_FOREIGN  what a killed process left beside the file belongs to another database
 * @throws STORAGE_ENGINE_MISSING  there is no database engine for this platform
 * @throws STORAGE_READ_ONLY  it cannot be created in a read-only folder; an existing file can be read there
 *
 * @example
 * ```ts
 * import { mkdtempSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { createStudy, float, space } from '@tune/core';
 * import { sqliteStorage } from '@tune/runtime';
 * import { random } from '@tune/strategies';
 * const storage = sqliteStorage(join(mkdtempSync(join(tmpdir(), 'tune-')), 'tune.db'));
 * const study = await createStudy({
 *   space: space({ x: float(-5, 5) }), strategy: random(), storage, budget: { trials: 20 },
 * });
 * await study.optimize(({ x }) => (x - 1) ** 2);
 * const [summary] = await storage.catalog.studies();
 * summary?.trials.complete; // 20, also for the next process
 * await storage.close();
 * ```
 */
export function sqliteStorage(file: string, options: SqliteOptions = {}): SqliteStorage {
  checkFile(file);
  const {
    durability = 'full',
    lockTimeoutMs = 10_000,
    lease = processLease(),
    ...others
  } = options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    const expected = 'one of durability, lockTimeoutMs, lease';
    const name = 'an option of sqliteStorage()';
    throw coreError('STUDY_OPTION_INVALID', { name, expected, value: unknown });
  }
  if (!DURABILITIES.includes(durability)) {
    const expected = "'full' or 'normal'";
    throw coreError('STUDY_OPTION_INVALID', { name: 'durability', expected, value: durability });
  }
  checkWhole('lockTimeoutMs', lockTimeoutMs, 0, MAX_LOCK_TIMEOUT_MS);
  const path = resolve(file);
  const connection = openConnection(path, { isDurable: durability === 'full', lockTimeoutMs });
  const { db, lost, read, write, close } = connection;
  const rows = studyRows(db);
  const reader = studyReader(connection, rows);
  const staging = createStaging(connection);
  if (!connection.readOnly) clear(staging);
  const beat = db.prepare(
    `INSERT INTO heartbeat (study, holder, count) SELECT id, ?, 1 FROM study WHERE name = ?
     ON CONFLICT (study, holder) DO UPDATE SET count = count + 1`,
  );

  function append(
    study: string,
    events: readonly StudyEvent[],
    expected: number,
    id: string | undefined,
  ): number {
    const found = rows.find(study);
    if (!isStudy(found, id)) throw coreError('STUDY_REMOVED', { study });
    const actual = found?.version ?? 0;
    if (actual !== expected) {
      throw coreError('STORAGE_CONFLICT', { study, expected, actual });
    }
    const [first] = events;
    if (first !== undefined) {
      rows.addEvents(found?.id ?? rows.addStudy(study, first), expected, events);
    }
    return expected + events.length;
  }

  return {
    ...(lease === false ? {} : { lease }),
    lost,
    catalog: sqliteCatalog(connection, rows, staging),
    async append(study, events, { expectedVersion, id }) {
      return write(events.some(requiresFsync), () => append(study, events, expectedVersion, id));
    },
    isCurrent(study, version, id) {
      const found = read(() => rows.find(study));
      return found?.version === version && isStudy(found, id);
    },
    async *read(study, since, id) {
      yield* reader.events(study, since, id);
    },
    async *readPages(study, since, id) {
      yield* reader.eventPages(study, since, id);
    },
    async addReports(study, reports, id) {
      if (reports.length === 0) return;
      write(false, () => {
        const found = rows.find(study);
        if (found !== undefined && isStudy(found, id)) rows.addReports(found.id, reports);
      });
    },
    async *readReports(study, { since = 0, trial } = {}) {
      yield* reader.reports(study, since, trial);
    },
    async heartbeat(study, holder) {
      write(false, () => void beat.run(holder, study));
    },
    async readHeartbeats(study) {
      return reader.heartbeats(study);
    },
    async close() {
      close();
    },
  };
}

/** What another process has left can wait for the next one, if the file is locked now. */
function clear(staging: Staging): void {
  try {
    staging.clearLeftovers();
  } catch (error) {
    if (!isTuneError(error)) throw error;
  }
}
