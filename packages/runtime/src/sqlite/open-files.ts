import { linkSync, renameSync, rmSync, statSync, type Stats } from 'node:fs';
import type { Database, OpenEngine } from './engine.ts';
import { logOf } from './write-ahead-log.ts';

export type FileFault = 'removed' | 'replaced' | 'overwritten';

export interface Look {
  readonly fault?: 'removed' | 'replaced';
  /** The database was written to: by a checkpoint, or by another program. */
  readonly isTouched: boolean;
  readonly logBytes: number;
}

const find = (file: string): Stats | undefined => statSync(file, { throwIfNoEntry: false });

const isSame = (one: Stats | undefined, other: Stats | undefined): boolean =>
  one?.ino === other?.ino && one?.dev === other?.dev;

/**
 * The files of an open database, as they were when it was opened. Never opened here: closing a file
 * releases the locks that this process has on it, those of SQLite too.
 */
export class OpenFiles {
  readonly #file: string;
  readonly #log: string;
  readonly #begin: readonly (Stats | undefined)[];
  #last: Stats | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#log = logOf(file);
    this.#begin = [file, this.#log].map(find);
    this.#last = this.#begin[0];
  }

  /** What is at their paths now. */
  look(): Look {
    const file = find(this.#file);
    const log = find(this.#log);
    const [fileThen, logThen] = this.#begin;
    const isTouched = file?.mtimeMs !== this.#last?.mtimeMs || file?.size !== this.#last?.size;
    const found = { isTouched, logBytes: log?.size ?? 0 };
    if (!isSame(file, fileThen)) {
      return { ...found, fault: file === undefined ? 'removed' : 'replaced' };
    }
    // Only the last connection removes the log, and this one is open.
    return isSame(log, logThen) ? found : { ...found, fault: 'removed' };
  }

  /** The database is still ours, as it was touched. */
  accept(): void {
    this.#last = find(this.#file);
  }

  /**
   * Closes the connection to a lost file. What it was, moved perhaps, is completed; what lies at the paths
   * now is left alone: SQLite would write its log into an overwritten file, whatever that has become.
   */
  closeLost(db: Database, open: OpenEngine, fault: FileFault): void {
    if (fault !== 'overwritten') {
      complete(db);
      db.close();
      return;
    }
    const restore = keep(this.#log);
    // While another connection is open, this one is not the last; a read-only one writes no log.
    const guard = open(this.#file, { readOnly: true });
    try {
      guard.exec('BEGIN');
      guard.prepare('SELECT count(*) FROM sqlite_master').get();
    } catch {
      // It holds the file also if that is not a database any more.
    }
    db.close();
    guard.close();
    restore();
  }
}

/** Writes the log into the file, which SQLite does not do by itself once the file is not at its path. */
function complete(db: Database): void {
  try {
    db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  } catch {
    // The log is still there.
  }
}

/** Gives a file a second name: SQLite deletes the log of an empty file. @returns gives it the first back */
function keep(file: string): () => void {
  const second = `${file}.${process.pid}.keep`;
  linkSync(file, second);
  return () => {
    if (find(file) === undefined) renameSync(second, file);
    else rmSync(second);
  };
}
