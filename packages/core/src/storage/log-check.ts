import type { EventIndex, TrialStatus } from '../events/event-index.ts';
import type { StudyEvent } from '../events/events.ts';
import type { TrialState } from '../study/trial.ts';

type EventType = StudyEvent['type'];

/** Statuses that an event of a type leaves its trial in; an event about no trial has none. */
const STATUSES: Readonly<Record<EventType, readonly TrialStatus[]>> = {
  'study-created': [],
  'budget-changed': [],
  'trial-enqueued': ['waiting'],
  'trial-started': ['running'],
  'trial-claimed': ['running'],
  'trial-ended': ['complete', 'failed', 'pruned', 'cancelled', 'retry'],
  'turn-reserved': [],
  'turn-released': [],
};
const BEGINNINGS: ReadonlySet<string> = new Set(['trial-enqueued', 'trial-started']);

/**
 * Follows the log of a study by the types and index entries of its events, without parsing them, and
 * finds what cannot come next. For storages that look for damage; what comes from somewhere else is
 * checked by `validateEvents`.
 */
export class LogCheck {
  readonly #statuses: TrialStatus[] = [];
  #count = 0;

  /** What is wrong with the next event, if anything is: `event 3: ...`. */
  take(type: unknown, entry: unknown): string | undefined {
    this.#count += 1;
    const fault = this.#fault(type, entry);
    return fault === undefined ? undefined : `event ${this.#count}: ${fault}`;
  }

  /** How many trials are in each state after the events so far. */
  get trials(): Readonly<Partial<Record<TrialState, number>>> {
    const counts: Partial<Record<TrialState, number>> = {};
    for (const status of this.#statuses) {
      const state = status === 'retry' ? 'waiting' : status;
      counts[state] = (counts[state] ?? 0) + 1;
    }
    return counts;
  }

  #fault(type: unknown, entry: unknown): string | undefined {
    if (typeof type !== 'string' || !Object.hasOwn(STATUSES, type)) {
      return `unknown type of event ${JSON.stringify(type ?? null).slice(0, 60)}`;
    }
    if ((this.#count === 1) !== (type === 'study-created')) {
      return this.#count === 1 ? 'it is not study-created' : 'the study was created before';
    }
    const statuses = STATUSES[type as EventType];
    if (statuses.length === 0) return entry === null ? undefined : WRONG_ENTRY;
    if (!Array.isArray(entry)) return WRONG_ENTRY;
    const [number, status, figure] = entry as unknown as NonNullable<EventIndex>;
    if (!statuses.includes(status)) return WRONG_ENTRY;
    const needsFigure = BEGINNINGS.has(type) || status === 'complete';
    if (needsFigure && typeof figure !== 'number') return WRONG_ENTRY;
    return this.#move(number, status, BEGINNINGS.has(type));
  }

  #move(number: number, status: TrialStatus, isBeginning: boolean): string | undefined {
    const before = this.#statuses[number - 1];
    if (isBeginning) {
      const next = this.#statuses.length + 1;
      if (number !== next) return `the next trial is ${next}, not ${number}`;
    } else if (before === undefined) {
      return `there is no trial ${number}`;
    } else if (before !== 'running' && before !== 'waiting' && before !== 'retry') {
      return `trial ${number} has ended`;
    } else if (status !== 'running' && before !== 'running') {
      return `trial ${number} does not run`;
    }
    this.#statuses[number - 1] = status;
    return undefined;
  }
}

const WRONG_ENTRY = 'its index entry is that of another event';
