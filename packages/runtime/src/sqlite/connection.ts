import type Database from 'libsql';
import { runtimeError } from '../errors.ts';
import { openDatabase } from './database-file.ts';
import { storageError } from './storage-error.ts';

/** An open database, with errors of tune instead of those of the engine. */
export interface Connection {
  readonly db: Database.Database;
  /** Its result is that of `work`, which only reads. */
  read<T>(work: () => T): T;
  /**
   * One transaction: all that `work` writes, or nothing if it throws.
   * @param fsync  wait until it is safe from a power cut, if the durability of the storage says so
   */
  write<T>(fsync: boolean, work: () => T): T;
  close(): void;
}

/** @throws as {@link openDatabase} */
export function openConnection(
  file: string,
  { isDurable, lockTimeoutMs }: { readonly isDurable: boolean; readonly lockTimeoutMs: number },
): Connection {
  const { db, readOnly, close } = openDatabase(file, lockTimeoutMs);
  let isFull: boolean | undefined;
  let isOpen = true;

  /** A setting of the connection, which must not change inside a transaction. */
  function synchronize(full: boolean): void {
    if (isFull === full) return;
    db.exec(`PRAGMA synchronous = ${full ? 'FULL' : 'NORMAL'}`);
    isFull = full;
  }

  return {
    db,
    read(work) {
      try {
        return work();
      } catch (error) {
        throw storageError(error, file);
      }
    },
    write(fsync, work) {
      if (readOnly) {
        throw runtimeError('STORAGE_READ_ONLY', { file, reason: 'its folder is read-only' });
      }
      try {
        synchronize(fsync && isDurable);
        db.exec('BEGIN IMMEDIATE');
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        if (db.inTransaction) db.exec('ROLLBACK');
        throw storageError(error, file);
      }
    },
    close() {
      if (isOpen) close();
      isOpen = false;
    },
  };
}
