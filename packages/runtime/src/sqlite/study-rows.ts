import { indexOf, type EventIndex, type StudyEvent, type TrialReport } from '@tune/core/plugin';
import type { Database } from './engine.ts';

/** The row of a study, and how many events it has. */
export interface StudyRow {
  readonly id: number;
  readonly version: number;
  /** The id of its `study-created`, as JSON; null if it does not begin with one. */
  readonly uid: string | null;
}

/** As the column `uid` has it: JSON, because a text of the engine cannot hold every string. */
const uidOf = (created: StudyEvent | undefined): string | null =>
  created?.type === 'study-created' ? JSON.stringify(created.id) : null;

/** Whether a row is that of the study with an id; if none is given, any is. */
export const isStudy = (row: StudyRow | undefined, id: string | undefined): boolean =>
  id === undefined || row?.uid === JSON.stringify(id);

/** Writes the rows of studies, inside of a transaction. */
export interface StudyRows {
  find(name: string): StudyRow | undefined;
  /** @param stage  set if it is part of an import that is not complete yet */
  addStudy(name: string, created: StudyEvent | undefined, stage?: number): number;
  /** Adds events from a position on, each with its index entry, and what lists show of their trials. */
  addEvents(study: number, from: number, events: readonly StudyEvent[]): void;
  /** Adds reports behind those that are there. */
  addReports(study: number, reports: readonly TrialReport[]): void;
}

type TrialEntry = NonNullable<EventIndex>;

export function studyRows(db: Database): StudyRows {
  const sql = statements(db);

  /** What lists show of a trial, after the event at a position. */
  function putTrial(study: number, seq: number, [number, status, figure, share]: TrialEntry): void {
    const state = status === 'retry' ? 'waiting' : status;
    const isNew = figure !== undefined && (status === 'waiting' || status === 'running');
    if (isNew) sql.addTrial.run(study, number, state, seq, share ?? null);
    else sql.setTrial.run(state, figure ?? null, study, number);
  }

  return {
    find(name) {
      const row = sql.study.get(name) as
        [id: number, uid: string | null, last: number | null] | undefined;
      return row && { id: row[0], uid: row[1], version: (row[2] ?? -1) + 1 };
    },
    addStudy(name, created, stage = undefined) {
      const values = [name, created?.at ?? 0, uidOf(created), stage ?? null] as const;
      return Number(sql.addStudy.run(...values).lastInsertRowid);
    },
    addEvents(study, from, events) {
      events.forEach((event, index) => {
        const seq = from + index;
        const entry = indexOf(event);
        sql.addEvent.run(study, seq, JSON.stringify(event), JSON.stringify(entry));
        if ('budget' in event) sql.setBudget.run(JSON.stringify(event.budget), study);
        if (entry !== null) putTrial(study, seq, entry);
      });
    },
    addReports(study, reports) {
      let [seq] = sql.nextReport.get(study) as [number];
      for (const { number, attempt, step, value } of reports) {
        // The engine has no NaN.
        const stored = Number.isNaN(value) ? null : value;
        sql.addReport.run(study, seq, number, attempt, step, stored);
        seq += 1;
      }
    },
  };
}

function statements(db: Database) {
  return {
    study: db.prepare(
      'SELECT id, uid, (SELECT max(seq) FROM event WHERE study = study.id) FROM study WHERE name = ?',
    ),
    addStudy: db.prepare('INSERT INTO study (name, created_at, uid, import) VALUES (?, ?, ?, ?)'),
    setBudget: db.prepare('UPDATE study SET budget = ? WHERE id = ?'),
    addEvent: db.prepare('INSERT INTO event (study, seq, body, entry) VALUES (?, ?, ?, ?)'),
    addTrial: db.prepare(
      `INSERT INTO trial (study, number, state, seq, fidelity) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (study, number) DO UPDATE SET state = excluded.state, value = NULL`,
    ),
    setTrial: db.prepare('UPDATE trial SET state = ?, value = ? WHERE study = ? AND number = ?'),
    nextReport: db.prepare('SELECT coalesce(max(seq), -1) + 1 FROM report WHERE study = ?'),
    addReport: db.prepare(
      'INSERT INTO report (study, seq, trial, attempt, step, value) VALUES (?, ?, ?, ?, ?, ?)',
    ),
  };
}
