import { indexOf, upgradeEvents, type StudyEvent } from '@tune/core/plugin';
import type { Database } from './engine.ts';

const TABLES = `
  CREATE TABLE event (
    study INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    body TEXT NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (study, seq)
  ) WITHOUT ROWID;
  CREATE TABLE report (
    study INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    trial INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    step REAL NOT NULL,
    value REAL,
    PRIMARY KEY (study, seq)
  ) WITHOUT ROWID;
  CREATE INDEX report_trial ON report (study, trial);
  CREATE TABLE heartbeat (
    study INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
    holder TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (study, holder)
  ) WITHOUT ROWID;
  CREATE TABLE import (
    id INTEGER PRIMARY KEY,
    holder TEXT NOT NULL,
    at REAL NOT NULL
  );
  ALTER TABLE study ADD COLUMN import INTEGER REFERENCES import(id) ON DELETE CASCADE;
  ALTER TABLE trial ADD COLUMN fidelity REAL;
  ALTER TABLE trial RENAME COLUMN begun TO seq;`;

/** Facts that one query brings. */
const PAGE = 5000;

/**
 * The migration from the table `fact` of the first edition to the tables of the second. It has SQL of
 * its own, because later steps may change the tables that it makes.
 */
export function upgradeFacts(db: Database): void {
  db.exec(TABLES);
  const sql = statements(db);
  for (const [id, name] of sql.studies.all() as [number, string][]) {
    const { events, reports } = upgradeEvents(factsOf(sql, id), name);
    events.forEach((event, seq) => {
      const entry = indexOf(event);
      sql.addEvent.run(id, seq, JSON.stringify(event), JSON.stringify(entry));
      // States and values of the trials are there already; a trial may now begin at another place.
      if (isBeginning(event)) sql.setSeq.run(seq, event.fidelity ?? null, id, event.number);
    });
    reports.forEach(({ number, attempt, step, value }, seq) => {
      sql.addReport.run(id, seq, number, attempt, step, Number.isNaN(value) ? null : value);
    });
  }
  db.exec('DROP TABLE fact');
}

type Beginning = { readonly number: number; readonly fidelity?: number };

const isBeginning = (event: StudyEvent): event is StudyEvent & Beginning =>
  event.type === 'trial-enqueued' || event.type === 'trial-started';

function* factsOf({ page }: Statements, study: number): Generator<unknown> {
  for (let place = 0; ; place += PAGE) {
    const [text] = page.get(study, place, place + PAGE) as [string | null];
    if (text === null) return;
    yield* JSON.parse(`[${text}]`) as unknown[];
  }
}

type Statements = ReturnType<typeof statements>;

function statements(db: Database) {
  return {
    studies: db.prepare('SELECT id, name FROM study'),
    page: db.prepare(
      `SELECT group_concat(body) FROM (
           SELECT body FROM fact WHERE study = ? AND place >= ? AND place < ? ORDER BY place)`,
    ),
    addEvent: db.prepare('INSERT INTO event VALUES (?, ?, ?, ?)'),
    addReport: db.prepare('INSERT INTO report VALUES (?, ?, ?, ?, ?, ?)'),
    setSeq: db.prepare('UPDATE trial SET seq = ?, fidelity = ? WHERE study = ? AND number = ?'),
  };
}
