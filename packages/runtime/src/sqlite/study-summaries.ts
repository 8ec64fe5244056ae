import type { Direction, Point, StudySummary, TrialState } from '@tune/core';
import type { Damage, StudyEvent } from '@tune/core/plugin';
import type { Connection } from './connection.ts';
import { studyDamage } from './study-damage.ts';

type SummaryRow = [id: number, name: string, createdAt: number, budget: string | null];

type SummaryPart = Omit<StudySummary, 'trials'>;

const NO_TRIALS = { waiting: 0, running: 0, complete: 0, failed: 0, pruned: 0, cancelled: 0 };

/**
 * In SQL, whether a study has a name or is below it; the name is given three times. Names are sorted by their
 * bytes, and 0 follows the slash: those below are a range of the index.
 */
export const UNDER = `import IS NULL AND (name = ? OR (name >= ? || '/' AND name < ? || '0'))`;

/** What lists show of studies, without reading all of their events. */
export function studySummaries(connection: Connection) {
  const { db, read } = connection;
  const sql = statements(db);
  const damageOf = studyDamage(connection);

  const eventAt = (study: number, seq: number): StudyEvent =>
    JSON.parse((sql.event.get(study, seq) as [string])[0]) as StudyEvent;

  const lastEvent = (study: number): StudyEvent =>
    JSON.parse((sql.lastEvent.get(study) as [string])[0]) as StudyEvent;

  function bestOf(id: number, direction: Direction): StudySummary['best'] {
    const found = sql[direction].get(id) as [number, number, number] | undefined;
    if (found === undefined) return undefined;
    const [number, value, seq] = found;
    return { number, value, point: (eventAt(id, seq) as { point: Point }).point };
  }

  /** All but the counts of its trials, which can always be read. */
  function partOf([id, name, createdAt, budget]: SummaryRow): SummaryPart | undefined {
    const created = eventAt(id, 0);
    if (created.type !== 'study-created') return undefined;
    const { directions, strategy, objective, seed } = created;
    const best = bestOf(id, directions[0]!);
    return {
      ...{ name, direction: directions[0]!, strategy, seed },
      ...(objective === undefined ? {} : { objective }),
      ...(budget === null ? {} : { budget: JSON.parse(budget) as StudySummary['budget'] & {} }),
      ...(best === undefined ? {} : { best }),
      ...{ createdAt, changedAt: lastEvent(id).at },
    };
  }

  function rowsOf(under: string | readonly string[] | undefined): SummaryRow[] {
    if (under === undefined) return sql.all.all() as SummaryRow[];
    if (typeof under === 'string') return sql.under.all(under, under, under) as SummaryRow[];
    const found = under.flatMap((name) => sql.under.all(name, name, name) as SummaryRow[]);
    return [...new Map(found.map((row) => [row[0], row])).values()].toSorted((a, b) => a[0] - b[0]);
  }

  /** Undefined if it cannot be read: `damaged` says why. */
  function attempted(row: SummaryRow): SummaryPart | undefined {
    try {
      return partOf(row);
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
      throw error;
    }
  }

  function summaryOf(row: SummaryRow): StudySummary | undefined {
    const part = attempted(row);
    if (part === undefined) return undefined;
    const counts = sql.counts.all(row[0]) as [TrialState, number][];
    return { ...part, trials: { ...NO_TRIALS, ...Object.fromEntries(counts) } };
  }

  return {
    /** The studies whose summary can be read. */
    list: (under?: string | readonly string[]): StudySummary[] =>
      read(() => rowsOf(under).flatMap((row) => summaryOf(row) ?? [])),
    damaged: (under?: string | readonly string[]): Damage[] =>
      rowsOf(under).flatMap((row) => {
        const [id, name] = row;
        const isUnreadable = () =>
          attempted(row) === undefined ? 'its summary cannot be read' : undefined;
        const reason = damageOf(id) ?? isUnreadable();
        return reason === undefined ? [] : { kind: 'study' as const, name, reason };
      }),
  };
}

function statements(db: Connection['db']) {
  const studies = (condition: string) =>
    db.prepare(`SELECT id, name, created_at, budget FROM study WHERE ${condition} ORDER BY id`);
  const best = (order: string) =>
    db.prepare(
      `SELECT number, value, seq FROM trial
         WHERE study = ? AND state = 'complete' AND coalesce(fidelity, 1) >= 1
         ORDER BY value ${order}, number LIMIT 1`,
    );
  return {
    all: studies('import IS NULL'),
    under: studies(UNDER),
    event: db.prepare('SELECT body FROM event WHERE study = ? AND seq = ?'),
    lastEvent: db.prepare('SELECT body FROM event WHERE study = ? ORDER BY seq DESC LIMIT 1'),
    counts: db.prepare('SELECT state, count(*) FROM trial WHERE study = ? GROUP BY state'),
    minimize: best('ASC'),
    maximize: best('DESC'),
  };
}
