import { UNKNOWN_VERSION } from '../study/identity.ts';
import { hashSeed } from '../strategy/rng.ts';
import type { StudyEvent, TrialReport } from '../events/events.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Unique as far as a hash can be; old studies had no id of their own. */
const idOf = (study: string, at: unknown): string =>
  [0, 1, 2, 3]
    .map((part) =>
      hashSeed(study, typeof at === 'number' ? at : 'unknown', part)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');

/** JSON has null for a number that is not finite; such numbers of an outcome are no longer stored. */
const withoutNulls = (numbers: Fields): Fields =>
  Object.fromEntries(Object.entries(numbers).filter(([, number]) => (number ?? null) !== null));

/** The types of events that had another shape; those in none of the tables stay as they are. */
const UPGRADES: Readonly<Record<string, (old: Fields, study: string) => Fields>> = {
  'study-created': (old, study) => {
    const { type, at, direction, strategy, surroundings, ...same } = old;
    if (direction === undefined) return old;
    const environment = surroundings === undefined ? {} : { environment: surroundings };
    const changed = {
      directions: [direction],
      strategy: { name: strategy, version: UNKNOWN_VERSION },
    };
    return { type, at, id: idOf(study, at), ...same, ...changed, ...environment };
  },
  'trial-taken': (old) => ({ ...old, type: 'trial-claimed' }),
  'trial-ended': (old) => {
    const outcome = old['outcome'];
    if (!isFields(outcome)) return old;
    const { value, metrics, ...same } = outcome;
    const measured = isFields(metrics) ? withoutNulls(metrics) : {};
    return {
      ...old,
      outcome: {
        ...same,
        ...withoutNulls({ value }),
        ...(Object.keys(measured).length === 0 ? {} : { metrics: measured }),
      },
    };
  },
};

/** A null is a value that was not finite, too. */
const reportOf = ({ number, attempt, step, value }: Fields): TrialReport =>
  ({ number, attempt, step, value: value ?? Number.NaN }) as TrialReport;

/**
 * The events and reports of a study as the first edition stored it, in files and in exports of format
 * `tune-export-1`. The one place that knows its shapes: one list for all, heartbeats among it, a single
 * direction, `trial-taken` and `surroundings`. It converts and does not check; foreign data goes
 * through `validateEvents` next.
 *
 * @param study  its name, which the id of a study is derived from
 */
export function upgradeEvents(
  old: Iterable<unknown>,
  study: string,
): { events: StudyEvent[]; reports: TrialReport[] } {
  const events: unknown[] = [];
  const reports: TrialReport[] = [];
  /** Where in `events` each trial begins, for the first and for the last time. */
  const first = new Map<unknown, number>();
  const last = new Map<unknown, number>();
  for (const item of old) {
    const type = isFields(item) ? item['type'] : undefined;
    if (type === 'heartbeat') continue;
    if (type === 'trial-reported') {
      reports.push(reportOf(item as Fields));
      continue;
    }
    if (type === 'trial-enqueued' || type === 'trial-started') {
      const { number } = item as Fields;
      if (first.has(number)) last.set(number, events.length);
      else first.set(number, events.length);
    }
    const isKnown = typeof type === 'string' && Object.hasOwn(UPGRADES, type);
    events.push(isKnown ? UPGRADES[type]!(item as Fields, study) : item);
  }
  return { events: withoutRestarts(events, first, last) as StudyEvent[], reports };
}

/**
 * Two asks at the same time could begin one trial twice, or give an enqueued one's number to another.
 * The later beginning counted, so it takes the place of the earlier one and of what followed that.
 */
function withoutRestarts(
  events: readonly unknown[],
  first: ReadonlyMap<unknown, number>,
  last: ReadonlyMap<unknown, number>,
): readonly unknown[] {
  if (last.size === 0) return events;
  return events.flatMap((event, index) => {
    const number = isFields(event) ? event['number'] : undefined;
    const restart = last.get(number);
    if (restart === undefined || index > restart) return [event];
    return first.get(number) === index ? [events[restart]] : [];
  });
}
