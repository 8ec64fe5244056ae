import type { Budget, Direction, Json, Point, StudyFact, TrialState } from '@tune/core';
import type Database from 'libsql';
import { storageError } from './storage-error.ts';

/** What a list shows of a study. */
export interface StudySummary {
  readonly name: string;
  readonly direction: Direction;
  readonly strategy: string;
  readonly seed: number;
  readonly budget?: Budget;
  /** How many trials are in each state. */
  readonly trials: Readonly<Record<TrialState, number>>;
  /** The best complete trial, the first of equals. */
  readonly best?: { readonly number: number; readonly value: number; readonly point: Point };
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly changedAt: number;
}

/** A comparison as it was asked for, and what came of it. Its studies have its name before a slash. */
export interface StoredComparison {
  readonly name: string;
  /** What is needed to go on with it: plain JSON of whoever keeps it. */
  readonly definition: Json;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Wall time that was spent on it, over all starts. */
  readonly seconds: number;
  /** There once it is complete. */
  readonly result?: Json;
}

/** What is kept in a file, for lists and for whoever goes on. */
export interface Catalog {
  /** Studies by name; with `under`, that one and those whose names begin with it and a slash. */
  studies(under?: string): readonly StudySummary[];
  comparisons(): readonly StoredComparison[];
  comparison(name: string): StoredComparison | undefined;
  /** Adds it, or gives it the definition that it goes on with. */
  begin(name: string, definition: Json, at: number): void;
  /** Adds to the time that it took; `result` where it is complete now. */
  spend(name: string, spent: { at: number; seconds: number; result?: Json }): void;
  /** Adds one as another file had it. */
  adopt(comparison: StoredComparison): void;
  /** Removes a comparison or a study, and the studies below its name. @returns how many studies went */
  remove(name: string): number;
}

type Write = <T>(full: boolean, work: () => T) => T;
type Created = Extract<StudyFact, { type: 'study-created' }>;
type StudyRow = [...[id: number, name: string, createdAt: number, budget: string | null]];
type ComparisonRow = [string, string, number, number, number, string | null];

const NO_TRIALS = { waiting: 0, running: 0, complete: 0, failed: 0, pruned: 0, cancelled: 0 };
const UNDER = `(name = ? OR substr(name, 1, length(?) + 1) = ? || '/')`;

/** The catalog of an open file. */
export function sqliteCatalog(db: Database.Database, file: string, write: Write): Catalog {
  const sql = statements(db);

  function read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storageError(error, file);
    }
  }
  const factAt = (study: number, place: number): StudyFact =>
    JSON.parse((sql.fact.get(study, place) as [string])[0]);

  const lastFact = (study: number): StudyFact =>
    JSON.parse((sql.lastFact.get(study) as [string])[0]);

  function bestOf(id: number, direction: Direction): StudySummary['best'] {
    const found = sql[direction].get(id) as [number, number, number] | undefined;
    if (found === undefined) return undefined;
    const [number, value, begun] = found;
    return { number, value, point: (factAt(id, begun) as { point: Point }).point };
  }

  function summaryOf([id, name, createdAt, budget]: StudyRow): StudySummary {
    const { direction, strategy, seed } = factAt(id, 0) as Created;
    const counts = sql.counts.all(id) as [TrialState, number][];
    const best = bestOf(id, direction);
    return {
      ...{ name, direction, strategy, seed },
      ...(budget ? { budget: JSON.parse(budget) } : {}),
      trials: { ...NO_TRIALS, ...Object.fromEntries(counts) },
      ...(best === undefined ? {} : { best }),
      ...{ createdAt, changedAt: lastFact(id).at },
    };
  }

  return {
    studies: (under) =>
      read(() => {
        const rows = under === undefined ? sql.all.all() : sql.under.all(under, under, under);
        return (rows as StudyRow[]).map(summaryOf);
      }),
    comparisons: () => read(() => (sql.comparisons.all() as ComparisonRow[]).map(comparisonOf)),
    comparison: (name) =>
      read(() => {
        const row = sql.comparison.get(name) as ComparisonRow | undefined;
        return row && comparisonOf(row);
      }),
    begin: (name, definition, at) =>
      write(true, () => void sql.begin.run(name, JSON.stringify(definition), at, at)),
    spend: (name, { at, seconds, result }) =>
      write(true, () => void sql.spend.run(at, seconds, textOf(result), name)),
    adopt: ({ name, definition, createdAt, changedAt, seconds, result }) =>
      write(true, () => {
        const text = JSON.stringify(definition);
        sql.adopt.run(name, text, createdAt, changedAt, seconds, textOf(result));
      }),
    remove: (name) =>
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

function statements(db: Database.Database) {
  const best = (order: string) =>
    db
      .prepare(
        `SELECT number, value, begun FROM trial WHERE study = ? AND state = 'complete'
         ORDER BY value ${order}, number LIMIT 1`,
      )
      .raw();
  return {
    all: db.prepare('SELECT id, name, created_at, budget FROM study ORDER BY id').raw(),
    under: db
      .prepare(`SELECT id, name, created_at, budget FROM study WHERE ${UNDER} ORDER BY id`)
      .raw(),
    fact: db.prepare('SELECT body FROM fact WHERE study = ? AND place = ?').raw(),
    lastFact: db.prepare('SELECT body FROM fact WHERE study = ? ORDER BY place DESC LIMIT 1').raw(),
    counts: db.prepare('SELECT state, count(*) FROM trial WHERE study = ? GROUP BY state').raw(),
    minimize: best('ASC'),
    maximize: best('DESC'),
    comparisons: db.prepare('SELECT * FROM comparison ORDER BY created_at').raw(),
    comparison: db.prepare('SELECT * FROM comparison WHERE name = ?').raw(),
    begin: db.prepare(
      `INSERT INTO comparison VALUES (?, ?, ?, ?, 0, NULL)
       ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, result = NULL`,
    ),
    spend: db.prepare(
      'UPDATE comparison SET changed_at = ?, seconds = seconds + ?, result = ? WHERE name = ?',
    ),
    adopt: db.prepare('INSERT INTO comparison VALUES (?, ?, ?, ?, ?, ?)'),
    removeComparison: db.prepare('DELETE FROM comparison WHERE name = ?'),
    removeStudies: db.prepare(`DELETE FROM study WHERE ${UNDER}`),
  };
}
