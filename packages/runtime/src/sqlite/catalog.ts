import type { Catalog, ComparedRun, Json, StoredComparison } from '@tune/core';
import { coreError, type Damage } from '@tune/core/plugin';
import { runsFault } from './compared-runs.ts';
import type { Connection } from './connection.ts';
import type { Staging } from './staging.ts';
import { studyImport } from './study-import.ts';
import { studyRemoval } from './study-removal.ts';
import type { StudyRows } from './study-rows.ts';
import { studySummaries } from './study-summaries.ts';

type ComparisonRow = [
  ...[name: string, definition: string, createdAt: number, changedAt: number],
  ...[seconds: number, result: string | null, runs: string, revision: number],
];

/** The place of the revision in a row. */
const REVISION = 7;

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
    const { name, definition, runs, createdAt, changedAt, seconds, result } = added;
    const texts = [JSON.stringify(definition), JSON.stringify(runs)] as const;
    sql.add.run(name, texts[0], createdAt, changedAt, seconds, textOf(result), texts[1]);
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

  function damagedComparisons(under?: string | readonly string[]): Damage[] {
    return allRows().flatMap((row) => {
      const [name] = row;
      const reason = faultOf(row);
      if (reason === undefined || !(under === undefined || [under].flat().includes(name)))
        return [];
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
    addComparison: async (name, view, at) => {
      // Most often it is there: a read waits for no lock.
      const known = read(() => comparison(name));
      if (known !== undefined) return known;
      return write(true, () => {
        const added = { name, revision: 1, ...view, createdAt: at, changedAt: at, seconds: 0 };
        if (rowOf(name) === undefined) addComparison(added);
        return comparison(name)!;
      });
    },
    changeComparison: async (name, { definition, runs }, { at, expected }) =>
      write(true, () => {
        const texts = [JSON.stringify(definition), JSON.stringify(runs)] as const;
        const { changes } = sql.change.run(...texts, at, name, expected);
        return Number(changes) === 0 ? undefined : comparison(name);
      }),
    recordProgress: async (name, { at, seconds, complete }) =>
      write(true, () => {
        const isIts = complete !== undefined && rowOf(name)?.[REVISION] === complete.expected;
        sql.progress.run(at, seconds, isIts ? textOf(complete.result) : null, name);
      }),
    reopenComparisons: async (studies, at) =>
      write(true, () => {
        for (const name of viewers(new Set(studies))) sql.reopen.run(at, name);
      }),
    importStudies: studyImport(connection, rows, staging, {
      hasComparison: (name) => rowOf(name) !== undefined,
      addComparison,
    }),
    remove: studyRemoval(connection, staging, { runs: runsOf, others, viewers }),
  };

  /** The runs of a comparison; undefined if there is none, none if they are damaged. */
  function runsOf(name: string): readonly ComparedRun[] | undefined {
    const row = rowOf(name);
    return row && runsIn(row);
  }

  /** The studies that other comparisons look at. */
  function others(name: string): ReadonlySet<string> {
    const runs = allRows().flatMap((row) => (row[0] === name ? [] : runsIn(row)));
    return new Set(runs.map(({ study }) => study));
  }

  /** The names of the comparisons that look at one of these studies. */
  function viewers(studies: ReadonlySet<string>): string[] {
    return allRows().flatMap((row) =>
      runsIn(row).some(({ study }) => studies.has(study)) ? row[0] : [],
    );
  }
}

const runsIn = (row: ComparisonRow): readonly ComparedRun[] =>
  faultOf(row) === undefined ? (JSON.parse(row[6]) as ComparedRun[]) : [];

const textOf = (json: Json | undefined): string | null =>
  json === undefined ? null : JSON.stringify(json);

function comparisonOf(row: ComparisonRow): StoredComparison {
  const [name, definition, createdAt, changedAt, seconds, result] = row;
  return {
    ...{ name, revision: row[REVISION] },
    definition: JSON.parse(definition) as Json,
    runs: runsIn(row),
    ...{ createdAt, changedAt, seconds },
    ...(result === null ? {} : { result: JSON.parse(result) as Json }),
  };
}

/** What is wrong with a row, if anything is. */
function faultOf([, definition, createdAt, changedAt, seconds, result, runs]: ComparisonRow) {
  if (!isJson(definition)) return 'its definition is not JSON';
  if (result !== null && !isJson(result)) return 'its result is not JSON';
  const areNumbers = [createdAt, changedAt, seconds].every(Number.isFinite);
  if (!areNumbers) return 'its times are not numbers';
  return isJson(runs) ? runsFault(JSON.parse(runs)) : 'its list of runs is not JSON';
}

function isJson(text: unknown): boolean {
  try {
    JSON.parse(text as string);
    return typeof text === 'string';
  } catch {
    return false;
  }
}

const COLUMNS = 'name, definition, created_at, changed_at, seconds, result, runs, revision';

function statements(db: Connection['db']) {
  return {
    comparisons: db.prepare(`SELECT ${COLUMNS} FROM comparison ORDER BY created_at`),
    comparison: db.prepare(`SELECT ${COLUMNS} FROM comparison WHERE name = ?`),
    add: db.prepare(
      `INSERT INTO comparison (name, definition, created_at, changed_at, seconds, result, runs)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    change: db.prepare(
      `UPDATE comparison SET definition = ?, runs = ?, changed_at = ?, result = NULL, revision = revision + 1
         WHERE name = ? AND revision = ?`,
    ),
    progress: db.prepare(
      'UPDATE comparison SET changed_at = ?, seconds = seconds + ?, result = ? WHERE name = ?',
    ),
    reopen: db.prepare(
      'UPDATE comparison SET result = NULL, changed_at = ?, revision = revision + 1 WHERE name = ?',
    ),
  };
}
