import { randomUUID } from 'node:crypto';
import type { Catalog } from '@tune/core';
import type { Connection } from './connection.ts';
import type { Staging } from './staging.ts';
import { UNDER } from './study-summaries.ts';

/**
 * Removes studies without holding the write lock for long: one short transaction takes their names and
 * hides them; then they are deleted in pieces.
 */
export function studyRemoval({ db, write }: Connection, staging: Staging): Catalog['remove'] {
  const sql = statements(db);
  const idsUnder = (name: string) => sql.under.all(name, name, name) as [number][];

  return async (name, { ifEmpty = false } = {}) => {
    let stage: number | undefined;
    const count = write(true, () => {
      const ids = idsUnder(name);
      if (ifEmpty && ids.length > 0) return 0;
      sql.removeComparison.run(name);
      if (ids.length === 0) return 0;
      stage = staging.begin();
      for (const [id] of ids) sql.hide.run(randomUUID(), stage, id);
      // A comparison that has lost a study is not complete; with its last one it is gone.
      const [comparison] = name.split('/') as [string];
      if (idsUnder(comparison).length === 0) sql.removeComparison.run(comparison);
      else sql.reopen.run(comparison);
      return ids.length;
    });
    // It is gone already; if this fails, the next one that opens the file goes on with it.
    if (stage !== undefined) await staging.clear(stage).catch(() => undefined);
    return count;
  };
}

function statements(db: Connection['db']) {
  return {
    under: db.prepare(`SELECT id FROM study WHERE ${UNDER}`),
    hide: db.prepare('UPDATE study SET name = ?, import = ? WHERE id = ?'),
    removeComparison: db.prepare('DELETE FROM comparison WHERE name = ?'),
    reopen: db.prepare('UPDATE comparison SET result = NULL WHERE name = ?'),
  };
}
