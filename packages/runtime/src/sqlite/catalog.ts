import type { Catalog, Json, StoredComparison } from '@tune/core';
import type { Connection } from './connection.ts';
import { studyImport } from './study-import.ts';
import type { StudyRows } from './study-rows.ts';
import { studySummaries, UNDER } from './study-summaries.ts';

type ComparisonRow = [string, string, number, number, number, string | null];

/** The catalog of an open file. */
export function sqliteCatalog(connection: Connection, rows: StudyRows): Catalog {
  const { db, read, write } = connection;
  const sql = statements(db);
  const summaries = studySummaries(connection);

  const comparison = (name: string): StoredComparison | undefined => {
    const row = sql.comparison.get(name) as ComparisonRow | undefined;
    return row && comparisonOf(row);
  };
  const addComparison = (added: StoredComparison): void => {
    const { name, definition, createdAt, changedAt, seconds, result } = added;
    const text = JSON.stringify(definition);
    sql.add.run(name, text, createdAt, changedAt, seconds, textOf(result));
  };

  return {
    studies: async (under) => summaries(under),
    comparisons: async () =>
      read(() => (sql.comparisons.all() as ComparisonRow[]).map(comparisonOf)),
    comparison: async (name) => read(() => comparison(name)),
    putComparison: async (name, definition, at) =>
      write(true, () => void sql.put.run(name, JSON.stringify(definition), at, at)),
    recordProgress: async (name, { at, seconds, result }) =>
      write(true, () => void sql.progress.run(at, seconds, textOf(result), name)),
    importStudies: studyImport(connection, rows, { comparison, addComparison }),
    remove: async (name) =>
      write(true, () => {
        sql.removeComparison.run(name);
        return sql.removeStudies.run(name, name, name).changes;
      }),
  };
}

const textOf = (json: Json | undefined): string | null =>
  json === undefined ? null : JSON.stringify(json);

function comparisonOf([name, definition, createdAt, changedAt, seconds, result]: ComparisonRow) {
  return {
    name,
    definition: JSON.parse(definition) as Json,
    ...{ createdAt, changedAt, seconds },
    ...(result === null ? {} : { result: JSON.parse(result) as Json }),
  };
}

function statements(db: Connection['db']) {
  return {
    comparisons: db.prepare('SELECT * FROM comparison ORDER BY created_at'),
    comparison: db.prepare('SELECT * FROM comparison WHERE name = ?'),
    add: db.prepare('INSERT INTO comparison VALUES (?, ?, ?, ?, ?, ?)'),
    put: db.prepare(
      `INSERT INTO comparison VALUES (?, ?, ?, ?, 0, NULL) ON CONFLICT (name)
       DO UPDATE SET definition = excluded.definition, changed_at = excluded.changed_at, result = NULL`,
    ),
    progress: db.prepare(
      'UPDATE comparison SET changed_at = ?, seconds = seconds + ?, result = ? WHERE name = ?',
    ),
    removeComparison: db.prepare('DELETE FROM comparison WHERE name = ?'),
    removeStudies: db.prepare(`DELETE FROM study WHERE ${UNDER}`),
  };
}
