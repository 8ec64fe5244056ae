import {
  coreError,
  type EventIndex,
  type EventPage,
  type StudyEvent,
  type TrialReport,
  type Version,
} from '@tune/core/plugin';
import type { Connection } from './connection.ts';
import { isStudy, type StudyRows } from './study-rows.ts';

/** Rows that one query brings: a long study is read without blocking the process for long. */
const PAGE = 5000;

/** Reads what is stored of one study, page by page. */
export interface StudyReader {
  /** @throws STUDY_REMOVED, STUDY_INVALID */
  eventPages(study: string, since: Version, id?: string): Generator<EventPage>;
  /** @throws STUDY_REMOVED, STUDY_INVALID */
  events(study: string, since: Version, id?: string): Generator<StudyEvent>;
  reports(study: string, since: number, trial?: number): Generator<TrialReport>;
  heartbeats(study: string): Map<string, number>;
}

type ReportRow = [seq: number, trial: number, attempt: number, step: number, value: number | null];

export function studyReader({ db, read }: Connection, rows: StudyRows): StudyReader {
  const sql = statements(db);

  const damaged = (study: string, reason: string, cause?: unknown) =>
    coreError('STUDY_INVALID', { study, reason }, { cause });

  /** One text for the whole page: crossing to the engine for each row costs more than the rows. */
  function eventPage(study: string, since: Version, id?: string): EventPage | undefined {
    // A study that was removed has no events; another one of its name has others.
    if (id !== undefined && !isStudy(rows.find(study), id)) {
      throw coreError('STUDY_REMOVED', { study });
    }
    const [bodies, entries, count, next] = sql.events.get(study, since, since + PAGE) as
      [string, string, number, number] | [null, null, 0, null];
    if (bodies === null) return undefined;
    const events = bodies.split('\n');
    if (next !== since + count || events.length !== count) {
      throw damaged(study, `of the events ${since + 1} to ${next ?? since}, there are ${count}`);
    }
    return { events, index: indexOf(study, entries) };
  }

  function indexOf(study: string, entries: string): EventIndex[] {
    try {
      return JSON.parse(`[${entries}]`) as EventIndex[];
    } catch (error) {
      throw damaged(study, 'an index entry is not JSON', error);
    }
  }

  /** The events of a page that cannot be parsed as a whole, up to the one at fault. */
  function* parseEach(study: string, from: Version, texts: readonly string[]) {
    for (const [offset, text] of texts.entries()) {
      try {
        yield JSON.parse(text) as StudyEvent;
      } catch (error) {
        throw damaged(study, `event ${from + offset + 1} is not JSON`, error);
      }
    }
  }

  function* eventPages(study: string, since: Version, id?: string): Generator<EventPage> {
    for (let from = since; ; from += PAGE) {
      const page = read(() => eventPage(study, from, id));
      if (page === undefined) return;
      yield page;
      if (page.events.length < PAGE) return;
    }
  }

  return {
    eventPages,
    *events(study, since, id) {
      let from = since;
      for (const { events } of eventPages(study, since, id)) {
        const parsed = parsePage(events);
        yield* parsed ?? parseEach(study, from, events);
        from += events.length;
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

/** At once, which is faster; undefined if it is not JSON. */
function parsePage(events: readonly string[]): StudyEvent[] | undefined {
  try {
    const parsed = JSON.parse(`[${events.join(',')}]`) as StudyEvent[];
    return parsed.length === events.length ? parsed : undefined;
  } catch {
    return undefined;
  }
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
      `SELECT group_concat(body, char(10)), group_concat(entry), count(*), max(seq) + 1 FROM (
           SELECT seq, body, entry FROM event
             WHERE ${ofStudy} AND seq >= ? AND seq < ? ORDER BY seq)`,
    ),
    reports: reports(''),
    reportsOfTrial: reports('AND trial = ?'),
    heartbeats: db.prepare(`SELECT holder, count FROM heartbeat WHERE ${ofStudy}`),
  };
}
