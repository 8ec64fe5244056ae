import type { EventIndex, EventPage, TrialReport, Version } from '@tune/core/plugin';
import type { Connection } from './connection.ts';

/** Rows that one query brings: a long study is read without blocking the process for long. */
const PAGE = 5000;

/** Reads what is stored of one study, page by page. */
export interface StudyReader {
  eventPages(study: string, since: Version): Generator<EventPage>;
  reports(study: string, since: number, trial?: number): Generator<TrialReport>;
  heartbeats(study: string): Map<string, number>;
}

type ReportRow = [seq: number, trial: number, attempt: number, step: number, value: number | null];

export function studyReader({ db, read }: Connection): StudyReader {
  const sql = statements(db);

  /** One text for the whole page: crossing to the engine for each row costs more than the rows. */
  function eventPage(study: string, since: Version): EventPage | undefined {
    const [bodies, entries] = read(() => sql.events.get(study, since, since + PAGE)) as
      [string, string] | [null, null];
    if (bodies === null) return undefined;
    return { events: bodies.split('\n'), index: JSON.parse(`[${entries}]`) as EventIndex[] };
  }

  return {
    *eventPages(study, since) {
      for (let from = since; ; from += PAGE) {
        const page = eventPage(study, from);
        if (page === undefined) return;
        yield page;
        if (page.events.length < PAGE) return;
      }
    },
    *reports(study, since, trial) {
      for (let from = since; ;) {
        const rows = read(() =>
          trial === undefined
            ? sql.reports.all(study, from)
            : sql.reportsOfTrial.all(study, trial, from),
        ) as ReportRow[];
        for (const [seq, number, attempt, step, value] of rows) {
          from = seq + 1;
          yield { number, attempt, step, value: value ?? Number.NaN };
        }
        if (rows.length < PAGE) return;
      }
    },
    heartbeats: (study) => new Map(read(() => sql.heartbeats.all(study)) as [string, number][]),
  };
}

function statements(db: Connection['db']) {
  const ofStudy = 'study = (SELECT id FROM study WHERE name = ?)';
  const reports = (condition: string) =>
    db.prepare(
      `SELECT seq, trial, attempt, step, value FROM report
         WHERE ${ofStudy} ${condition} AND seq >= ? ORDER BY seq LIMIT ${PAGE}`,
    );
  return {
    // JSON text contains no line breaks.
    events: db.prepare(
      `SELECT group_concat(body, char(10)), group_concat(entry) FROM (
           SELECT body, entry FROM event WHERE ${ofStudy} AND seq >= ? AND seq < ? ORDER BY seq)`,
    ),
    reports: reports(''),
    reportsOfTrial: reports('AND trial = ?'),
    heartbeats: db.prepare(`SELECT holder, count FROM heartbeat WHERE ${ofStudy}`),
  };
}
