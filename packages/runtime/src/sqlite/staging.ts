import { setImmediate, setTimeout } from 'node:timers/promises';
import { processLease } from '../process-lease.ts';
import type { Connection } from './connection.ts';

/** How long a transaction may hold the lock; it ends after the rows during which that is over. */
const PIECE_MS = 5;

/** The others get the lock between two pieces: SQLite looks for it after 1, 2, 5 and 10 ms. */
const PAUSE_MS = 10;

/** Rows after which the clock is looked at. */
const ROWS = 50;

/** An import on a machine that is not known to have crashed may take this long. */
const MAX_IMPORT_MS = 24 * 3600 * 1000;

type ImportRow = [id: number, holder: string, at: number];

/**
 * Studies that are not there: those of an import that is not complete yet, and those that were removed.
 * They belong to a row of the table `import`, which hides them, and are written and deleted in pieces, so
 * that no other process waits long for the lock. What a killed process leaves is removed by the next one
 * that opens the file.
 */
export interface Staging {
  /** In a transaction: a new stage, which belongs to this process. */
  begin(): number;
  /** In a transaction: what is published from it is not part of it any more. */
  end(stage: number): void;
  /** In pieces, each a transaction: `step` does the work on so many items from one on. */
  inPieces(count: number, step: (from: number, to: number) => void): Promise<void>;
  /** Deletes a stage with its studies, in pieces. */
  clear(stage: number): Promise<void>;
  /** Deletes what killed processes have left. */
  clearLeftovers(): void;
}

export function createStaging({ db, read, write }: Connection): Staging {
  const sql = statements(db);
  const { holder, isGone } = processLease();

  /** Deletes rows for as long as a piece may take. @returns whether there may be more */
  function deletePiece(stage: number): boolean {
    const end = performance.now() + PIECE_MS;
    for (const one of sql.deleteRows) {
      while (Number(one.run(stage).changes) > 0) if (performance.now() > end) return true;
    }
    sql.end.run(stage);
    return false;
  }

  return {
    begin: () => Number(sql.begin.run(holder, Date.now()).lastInsertRowid),
    end: (stage) => void sql.end.run(stage),
    async inPieces(count, step) {
      for (let from = 0; from < count;) {
        write(false, () => {
          const end = performance.now() + PIECE_MS;
          do {
            const to = Math.min(count, from + ROWS);
            step(from, to);
            from = to;
          } while (from < count && performance.now() < end);
        });
        await (from < count ? setTimeout(PAUSE_MS) : setImmediate());
      }
    },
    async clear(stage) {
      while (write(false, () => deletePiece(stage))) await setTimeout(PAUSE_MS);
    },
    clearLeftovers() {
      const now = Date.now();
      for (const [id, other, at] of read(() => sql.stages.all()) as ImportRow[]) {
        const isOver = isGone?.(other) ?? now - at > MAX_IMPORT_MS;
        while (isOver && write(false, () => deletePiece(id)));
      }
    },
  };
}

function statements(db: Connection['db']) {
  const some = (table: string, key: string) =>
    db.prepare(
      `DELETE FROM ${table} WHERE (study, ${key}) IN (
         SELECT study, ${key} FROM ${table} JOIN study ON study.id = ${table}.study
           WHERE study.import = ? LIMIT ${ROWS})`,
    );
  return {
    stages: db.prepare('SELECT id, holder, at FROM import'),
    begin: db.prepare('INSERT INTO import (holder, at) VALUES (?, ?)'),
    // The studies that are still part of it go with it.
    end: db.prepare('DELETE FROM import WHERE id = ?'),
    deleteRows: [
      ...[some('event', 'seq'), some('report', 'seq'), some('trial', 'number')],
      some('heartbeat', 'holder'),
    ],
  };
}
