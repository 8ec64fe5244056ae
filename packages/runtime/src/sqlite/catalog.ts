import type { Catalog, Json, StoredComparison } from '@tune/core';
import { coreError, type Damage } from '@tune/core/plugin';
import type { Connection } from './connection.ts';
import type { Staging } from './staging.ts';
import { studyImport } from './study-import.ts';
import { studyRemoval } from './study-removal.ts';
import type { StudyRows } from './study-rows.ts';
import { studySummaries } from './study-summaries.ts';

type ComparisonRow = [string, string, number, number, number, string | null];

/** The catalog of an open file. */
export function sqliteCatalog(connection: Connection, rows: StudyRows, staging: Staging): Catalog {
  const { db, read, write } = connection;
  const sql = statements(db);
  const summaries = studySummaries(connection);

  const rowOf = (name: string): ComparisonRow | undefined =>
    sql.comparison.get(name) as ComparisonRow | undefined;
  const allRows = (): ComparisonRow[] => sql.comparisons.all() as ComparisonRow[];

  function comparison(name: string): StoredComparison | undefined {
    const row = rowOf(name);
    if (row === undefined) return undefined;
    const reason = faultOf(row);
    if (reason !== undefined) throw coreError('STORAGE_COMPARISON_INVALID', { name, reason });
    return comparisonOf(row);
  }
  const addComparison = (added: StoredComparison): void => {
    const { name, definition, createdAt, changedAt, seconds, result } = added;
    const text = JSON.stringify(definition);
    sql.add.run(name, text, createdAt, changedAt, seconds, textOf(result));
  };

  /** What others write meanwhile is not seen: half of it would look like damage. */
  function inSnapshot<T>(work: () => T): T {
    db.exec('BEGIN');
    try {
      return work();
    } finally {
      db.exec('ROLLBACK');
    }
  }

  function damagedComparisons(under?: string): Damage[] {
    return allRows().flatMap((row) => {
      const [name] = row;
      const reason = faultOf(row);
      if (reason === undefined || (under !== undefined && name !== under)) return [];
      return { kind: 'comparison' as const, name, reason };
    });
  }

  return {
    studies: async (under) => summaries.list(under),
    comparisons: async () =>
      read(() => allRows().flatMap((row) => (faultOf(row) === undefined ? comparisonOf(row) : []))),
    comparison: async (name) => read(() => comparison(name)),
    damaged: async (under) =>
      read(() => inSnapshot(() => [...damagedComparisons(under), ...summaries.damaged(under)])),
    addComparison: async (name, definition, at) => {
      // Most often it is there: a read waits for no lock.
      const known = read(() => comparison(name));
      if (known !== undefined) return known;
      return write(true, () => {
        const added = { name, definition, createdAt: at, changedAt: at, seconds: 0 };
        if (rowOf(name) === undefined) addComparison(added);
        return comparison(name)!;
      });
    },
    putComparison: async (name, definition, at) =>
      write(true, () => void sql.put.run(name, JSON.stringify(definition), at, at)),
    recordProgress: async (name, { at, seconds, result }) =>
      write(true, () => void sql.progress.run(at, seconds, textOf(result), name)),
    importStudies: studyImport(connection, rows, staging, {
      hasComparison: (name) => rowOf(name) !== undefined,
      addComparison,
    }),
    remove: studyRemoval(connection, staging),
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

/** What is wrong with a row, if anything is. */
function faultOf([, definition, createdAt, changedAt, seconds, result]: ComparisonRow) {
  if (!isJson(definition)) return 'its definition is not JSON';
  if (result !== null && !isJson(result)) return 'its result is not JSON';
  const areNumbers = [createdAt, changedAt, seconds].every(Number.isFinite);
  return areNumbers ? undefined : 'its times are not numbers';
}

function isJson(text: unknown): boolean {
  try {
    JSON.parse(text as string);
    return typeof text === 'string';
  } catch {
    return false;
  }
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
  };
}
