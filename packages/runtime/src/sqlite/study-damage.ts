import { eventFault, LogCheck } from '@tune/core/plugin';
import type { Connection } from './connection.ts';
import { logTotals } from './log-totals.ts';

/** Events that one query brings. */
const PAGE = 5000;

type Row = [string, string, number, number | null];

/** What is looked at of a page of events. */
interface Page {
  /** Type and trial of each, or that it is not JSON. */
  readonly events: readonly (readonly [type: unknown, number: unknown] | typeof NOT_JSON)[];
  /** Undefined for one that is not JSON. */
  readonly entries: readonly unknown[];
  readonly next: number;
}

const NOT_JSON = 0;

/**
 * Looks for damage in the rows of a study, by the id of its row: events that are missing, are not JSON or
 * cannot follow one another, index entries and trials that are those of other events. Where the totals of
 * the events are those of the trials, it reads no more than those and the first event.
 * @returns what is wrong, if anything is
 */
export function studyDamage(connection: Connection): (study: number) => string | undefined {
  const sql = statements(connection.db);
  const looksSound = logTotals(connection);

  function logFault(study: number, check: LogCheck): string | undefined {
    for (let from = 0; ;) {
      const page = quickPage(study, from) ?? eachOf(study, from);
      const { events, entries, next } = page;
      if (events.length === 0) return from === 0 ? 'it has no events' : afterGap(study, from);
      if (next !== from + events.length) return `event ${firstGap(study, from) + 1} is missing`;
      for (const [offset, event] of events.entries()) {
        if (event === NOT_JSON) return `event ${from + offset + 1} is not JSON`;
        const [type, number] = event;
        const entry = entries[offset];
        // What is about another trial is not an entry of this event.
        const isIts = ((entry as readonly unknown[] | null)?.[0] ?? null) === number;
        const fault = check.take(type, isIts ? entry : undefined);
        if (fault !== undefined) return fault;
      }
      from += events.length;
    }
  }

  /** In one query; undefined if something in it is not JSON. */
  function quickPage(study: number, from: number): Page | undefined {
    try {
      const row = sql.page.get(study, from, from + PAGE) as Row;
      const [events, entries, , next] = row;
      return { ...parsed(events, entries), next: next ?? from };
    } catch {
      return undefined;
    }
  }

  function eachOf(study: number, from: number): Page {
    const rows = sql.each.all(study, from, from + PAGE) as [number, string | null, string | null][];
    return {
      events: rows.map(([, event]) =>
        event === null ? NOT_JSON : (JSON.parse(event) as [unknown, unknown]),
      ),
      entries: rows.map(([, , entry]) =>
        entry === null ? undefined : (JSON.parse(entry) as unknown),
      ),
      next: (rows.at(-1)?.[0] ?? from - 1) + 1,
    };
  }

  function firstGap(study: number, from: number): number {
    let expected = from;
    for (const [seq] of sql.places.all(study, from, from + PAGE) as [number][]) {
      if (seq !== expected) break;
      expected += 1;
    }
    return expected;
  }

  /** A page that is missing altogether is the end of the log, if nothing comes behind it. */
  function afterGap(study: number, from: number): string | undefined {
    const [last] = sql.last.get(study) as [number | null];
    return last !== null && last >= from ? `event ${from + 1} is missing` : undefined;
  }

  /** Whether the list of trials has those of the events. */
  function listFault(study: number, { trials }: LogCheck): string | undefined {
    const listed = Object.fromEntries(sql.states.all(study) as [string, number][]);
    const differs = [...new Set([...Object.keys(listed), ...Object.keys(trials)])].find(
      (state) => listed[state] !== trials[state as keyof typeof trials],
    );
    return differs === undefined
      ? undefined
      : `its list of ${differs} trials is not that of its events`;
  }

  function creationFault(study: number): string | undefined {
    const [first] = sql.first.get(study) as [string];
    try {
      const fault = eventFault(JSON.parse(first));
      return fault && `event 1: ${fault}`;
    } catch {
      return 'event 1 is not JSON';
    }
  }

  return (study) => {
    if (looksSound(study)) return creationFault(study);
    const check = new LogCheck();
    return logFault(study, check) ?? creationFault(study) ?? listFault(study, check);
  };
}

const parsed = (
  events: string | null,
  entries: string | null,
): Pick<Page, 'events' | 'entries'> => ({
  events: JSON.parse(`[${events ?? ''}]`) as [unknown, unknown][],
  entries: JSON.parse(`[${entries ?? ''}]`) as unknown[],
});

function statements(db: Connection['db']) {
  const OF_PAGE = 'FROM event WHERE study = ? AND seq >= ? AND seq < ? ORDER BY seq';
  return {
    // It fails if a text is not JSON.
    page: db.prepare(
      `SELECT group_concat(json_extract(body, '$.type', '$.number')), group_concat(entry),
              count(*), max(seq) + 1 FROM (SELECT seq, body, entry ${OF_PAGE})`,
    ),
    each: db.prepare(
      `SELECT seq, CASE WHEN json_valid(body) THEN json_extract(body, '$.type', '$.number') END,
              CASE WHEN json_valid(entry) THEN entry END ${OF_PAGE}`,
    ),
    places: db.prepare(
      'SELECT seq FROM event WHERE study = ? AND seq >= ? AND seq < ? ORDER BY seq',
    ),
    first: db.prepare('SELECT body FROM event WHERE study = ? AND seq = 0'),
    last: db.prepare('SELECT max(seq) FROM event WHERE study = ?'),
    states: db.prepare('SELECT state, count(*) FROM trial WHERE study = ? GROUP BY state'),
  };
}
