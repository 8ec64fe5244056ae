import type { TuneError } from '@tune/core';
import { runtimeError } from '../errors.ts';
import { openDatabase } from './database-file.ts';
import type { Database } from './engine.ts';
import { OpenFiles, type FileFault } from './open-files.ts';
import { storageError } from './storage-error.ts';
import { logBelongs, markLog } from './write-ahead-log.ts';

/** An open database, with errors of tune instead of those of the engine. */
export interface Connection {
  readonly db: Database;
  /** It is a copy of a file that cannot be written. */
  readonly readOnly: boolean;
  /** Aborted once the file is noticed to be gone; its reason is the error, STORAGE_LOST. */
  readonly lost: AbortSignal;
  /** Its result is that of `work`, which only reads. */
  read<T>(work: () => T): T;
  /**
   * One transaction: all that `work` writes, or nothing if it throws.
   * @param fsync  wait until it is safe from a power cut, if the durability of the storage says so
   */
  write<T>(fsync: boolean, work: () => T): T;
  /** Has what is written so far on disk, without the lock: the next fsync has less to wait for. */
  flush(): void;
  /** The last connection of all processes writes the log into the file and removes it. */
  close(): void;
}

interface ConnectionOptions {
  readonly isDurable: boolean;
  readonly lockTimeoutMs: number;
}

/** Each checkpoint waits for the disk: one for 16 MiB of log, in pages of 4 KiB. */
const CHECKPOINT_FRAMES = 4096;
const CHECKPOINT_BYTES = CHECKPOINT_FRAMES * 4096;

/** A log file longer than this is cut: large writes overshoot a little each time, which would add up. */
const CUT_BYTES = 20 * 2 ** 20;

/** How many writes, or how many bytes of growth, pass until the length of the log is looked at again. */
const LOOK_AT_LOG_EVERY = 128;
const LOG_GROWTH_BYTES = 2 ** 20;

/** How long a checkpoint may wait for a reader; the next one is tried 16 MiB later. */
const CHECKPOINT_TIMEOUT_MS = 100;

/** How often an idle connection looks at its file. */
const LOOK_MS = 500;

/** Whether an error may come from a file that was overwritten. */
const isDamage = ({ code }: TuneError): boolean =>
  code === 'STORAGE_FOREIGN' || code === 'STORAGE_DAMAGED' || code === 'STORAGE_FAILED';

/** @throws as {@link openDatabase} */
export function openConnection(
  file: string,
  { isDurable, lockTimeoutMs }: ConnectionOptions,
): Connection {
  const opened = openDatabase(file, lockTimeoutMs);
  const { db, readOnly, open } = opened;
  const files = readOnly ? undefined : new OpenFiles(file);
  const lost = new AbortController();
  const passive = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  const restart = db.prepare('PRAGMA wal_checkpoint(RESTART)');
  const truncate = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  const countFrames = db.prepare('PRAGMA wal_checkpoint(NOOP)');
  let fault: FileFault | undefined;
  let writes = 0;
  let lookAtBytes = CHECKPOINT_BYTES;
  let isFull: boolean | undefined;
  let isOpen = true;
  // Compiled once: they run for every append.
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');

  /** A setting of the connection, which must not change inside a transaction. */
  function synchronize(full: boolean): void {
    if (isFull === full) return;
    db.exec(`PRAGMA synchronous = ${full ? 'FULL' : 'NORMAL'}`);
    isFull = full;
  }

  function lose(how: FileFault): TuneError {
    fault ??= how;
    const error = runtimeError('STORAGE_LOST', { file, how: fault });
    if (!lost.signal.aborted) lost.abort(error);
    return lost.signal.reason as TuneError;
  }

  /**
   * In a write transaction, so that no checkpoint comes between.
   * @returns the size of the log
   * @throws STORAGE_LOST
   */
  function checkFiles(): number {
    if (files === undefined) return 0;
    const look = files.look();
    if (look.fault !== undefined) throw lose(look.fault);
    if (look.isTouched) {
      if (!logBelongs(open, file, db)) throw lose('overwritten');
      files.accept();
    }
    return look.logBytes;
  }

  function rollBack(): void {
    try {
      if (db.isTransaction) db.exec('ROLLBACK');
    } catch {
      // What made the transaction fail is what is told.
    }
  }

  /** An error of the engine, or of the file if that is what has caused it. */
  function errorOf(error: unknown): TuneError {
    const ours = storageError(error, file);
    if (files === undefined || !isDamage(ours)) return ours;
    const { fault, isTouched } = files.look();
    if (fault !== undefined) return lose(fault);
    return isTouched && !logBelongs(open, file, db) ? lose('overwritten') : ours;
  }

  function withTimeout(ms: number, work: () => void): void {
    db.exec(`PRAGMA busy_timeout = ${ms}`);
    try {
      work();
    } finally {
      db.exec(`PRAGMA busy_timeout = ${lockTimeoutMs}`);
    }
  }

  /**
   * Writes the log into the database once it is long, and begins it anew. Its file keeps its size, up to
   * {@link CUT_BYTES}: to write over what is there takes an fsync less time than to make the file longer.
   */
  function shorten(logBytes: number): void {
    writes += 1;
    if (logBytes < lookAtBytes && writes % LOOK_AT_LOG_EVERY !== 0) return;
    lookAtBytes = Math.max(logBytes + LOG_GROWTH_BYTES, lookAtBytes);
    try {
      const [, frames] = countFrames.get() as [number, number];
      if (frames < CHECKPOINT_FRAMES) return;
      // Most of the work, during which others may write; what is left takes the lock only for a moment.
      const [isOthers] = passive.get() as [number];
      // Another process is at it.
      if (isOthers !== 0) return;
      withTimeout(CHECKPOINT_TIMEOUT_MS, () => {
        const isLong = logBytes > CUT_BYTES;
        const [isBusy] = (isLong ? truncate : restart).get() as [number];
        if (isBusy !== 0) return;
        if (isLong) lookAtBytes = CHECKPOINT_BYTES;
        begin.run();
        markLog(db);
        commit.run();
      });
    } catch {
      // The transaction is stored all the same; if the disk is full, the next one tells.
      rollBack();
    }
  }

  /** Looks whether the file is still ours, without waiting for others. */
  function watch(): void {
    if (lost.signal.aborted || files === undefined) return;
    const { fault, isTouched } = files.look();
    if (fault !== undefined) lose(fault);
    if (fault !== undefined || !isTouched) return;
    try {
      withTimeout(0, () => db.exec('BEGIN IMMEDIATE'));
      checkFiles();
    } catch (error) {
      errorOf(error);
    } finally {
      rollBack();
    }
  }
  const watching = setInterval(watch, LOOK_MS);
  watching.unref();

  return {
    ...{ db, readOnly },
    lost: lost.signal,
    read(work) {
      lost.signal.throwIfAborted();
      try {
        return work();
      } catch (error) {
        throw errorOf(error);
      }
    },
    write(fsync, work) {
      if (readOnly) {
        throw runtimeError('STORAGE_READ_ONLY', { file, reason: 'its folder is read-only' });
      }
      lost.signal.throwIfAborted();
      try {
        synchronize(fsync && isDurable);
        begin.run();
        const logBytes = checkFiles();
        if (logBytes === 0) markLog(db);
        const result = work();
        commit.run();
        shorten(logBytes);
        return result;
      } catch (error) {
        rollBack();
        throw errorOf(error);
      }
    },
    flush() {
      try {
        passive.get();
      } catch {
        // It is on disk with the next fsync.
      }
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(watching);
      watch();
      if (files === undefined || fault === undefined) opened.close();
      else files.closeLost(db, open, fault);
    },
  };
}
