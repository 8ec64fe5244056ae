import { randomUUID } from 'node:crypto';
import type { Catalog, ComparedRun } from '@tune/core';
import type { Connection } from './connection.ts';
import type { Staging } from './staging.ts';
import { UNDER } from './study-summaries.ts';

/** What comparisons look at. */
interface Views {
  /** The runs of a comparison; undefined if there is none. */
  runs(name: string): readonly ComparedRun[] | undefined;
  /** The studies that other comparisons look at. */
  others(name: string): ReadonlySet<string>;
  /** The names of the comparisons that look at one of these studies. */
  viewers(studies: ReadonlySet<string>): readonly string[];
}

type Row = [id: number, name: string];

/**
 * Removes studies without holding the write lock for long: one short transaction takes their names and
 * hides them; then they are deleted in pieces.
 */
export function studyRemoval(
  { db, write }: Connection,
  staging: Staging,
  { runs, others, viewers }: Views,
): Catalog['remove'] {
  const sql = statements(db);
  const rowsUnder = (name: string) => sql.under.all(name, name, name) as Row[];
  const hasBegun = ({ study }: ComparedRun): boolean => rowsUnder(study).length > 0;

  /** The studies that go with a name: not those that another comparison looks at. */
  function goneWith(name: string): Row[] {
    const own = runs(name);
    if (own === undefined) return rowsUnder(name);
    const kept = others(name);
    return own.flatMap(({ study }) => (kept.has(study) ? [] : rowsUnder(study)));
  }

  return async (name, { ifEmpty = false } = {}) => {
    let stage: number | undefined;
    const count = write(true, () => {
      const gone = goneWith(name);
      if (ifEmpty && (runs(name)?.some(hasBegun) ?? gone.length > 0)) return 0;
      sql.removeComparison.run(name);
      if (gone.length === 0) return 0;
      stage = staging.begin();
      const losing = viewers(new Set(gone.map(([, study]) => study)));
      for (const [id] of gone) sql.hide.run(randomUUID(), stage, id);
      // A comparison that has lost a study is not complete; with its last one it is gone.
      for (const viewer of losing) {
        if (runs(viewer)?.some(hasBegun) === true) sql.reopen.run(viewer);
        else sql.removeComparison.run(viewer);
      }
      return gone.length;
    });
    // It is gone already; if this fails, the next one that opens the file goes on with it.
    if (stage !== undefined) await staging.clear(stage).catch(() => undefined);
    return count;
  };
}

function statements(db: Connection['db']) {
  return {
    under: db.prepare(`SELECT id, name FROM study WHERE ${UNDER}`),
    hide: db.prepare('UPDATE study SET name = ?, import = ? WHERE id = ?'),
    removeComparison: db.prepare('DELETE FROM comparison WHERE name = ?'),
    reopen: db.prepare(
      'UPDATE comparison SET result = NULL, revision = revision + 1 WHERE name = ?',
    ),
  };
}
