import { eventFault, LogCheck } from '@tune/core/plugin';
import type { Connection } from './connection.ts';

/** Events that one query brings. */
const PAGE = 5000;

type Page = [types: string, entries: string, count: number, next: number | null];

/**
 * Looks for damage in the rows of a study, by the id of its row: events that are missing, are not JSON or
 * cannot follow one another, index entries and trials that are those of other events. It parses no event
 * but the first.
 * @returns what is wrong, if anything is
 */
export function studyDamage({ db }: Connection): (study: number) => string | undefined {
  const sql = statements(db);

  function logFault(study: number, check: LogCheck): string | undefined {
    for (let from = 0; ;) {
      const [types, entries, count, next] = sql.page.get(study, from, from + PAGE) as Page;
      if (count === 0) return from === 0 ? 'it has no events' : afterGap(study, from);
      if (next !== from + count) return `event ${firstGap(study, from) + 1} is missing`;
      const index = JSON.parse(entries) as unknown[];
      for (const [offset, type] of (JSON.parse(types) as unknown[]).entries()) {
        if (type === NOT_JSON) return `event ${from + offset + 1} is not JSON`;
        const fault = check.take(type, index[offset]);
        if (fault !== undefined) return fault;
      }
      from += count;
    }
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

  return (study) => {
    const check = new LogCheck();
    const fault = logFault(study, check);
    if (fault !== undefined) return fault;
    const [first] = sql.first.get(study) as [string];
    const created = eventFault(JSON.parse(first));
    if (created !== undefined) return `event 1: ${created}`;
    const listed = Object.fromEntries(sql.states.all(study) as [string, number][]);
    const { trials } = check;
    const differs = [...new Set([...Object.keys(listed), ...Object.keys(trials)])].find(
      (state) => listed[state] !== trials[state as keyof typeof trials],
    );
    return differs === undefined
      ? undefined
      : `its list of ${differs} trials is not that of its events`;
  };
}

/** In place of the type of an event that cannot be parsed; no type is a number. */
const NOT_JSON = 0;

function statements(db: Connection['db']) {
  return {
    page: db.prepare(
      `SELECT json_group_array(CASE WHEN json_valid(body) THEN body ->> 'type' ELSE ${NOT_JSON} END),
              json_group_array(json(CASE WHEN json_valid(entry) AND json_valid(body)
                AND (body ->> 'number') IS (entry ->> 0) THEN entry ELSE '0' END)),
              count(*), max(seq) + 1
         FROM (SELECT seq, body, entry FROM event WHERE study = ? AND seq >= ? AND seq < ? ORDER BY seq)`,
    ),
    places: db.prepare(
      'SELECT seq FROM event WHERE study = ? AND seq >= ? AND seq < ? ORDER BY seq',
    ),
    first: db.prepare('SELECT body FROM event WHERE study = ? AND seq = 0'),
    last: db.prepare('SELECT max(seq) FROM event WHERE study = ?'),
    states: db.prepare('SELECT state, count(*) FROM trial WHERE study = ? GROUP BY state'),
  };
}
