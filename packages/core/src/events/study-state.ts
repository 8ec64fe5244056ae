import { coreError } from '../errors.ts';
import { parseFrozen } from '../frozen-json.ts';
import type { Direction } from '../direction.ts';
import type { EventPage, Version } from '../storage/storage.ts';
import { HistoryBuilder, type Snapshot } from '../strategy/history-builder.ts';
import type { Budget } from '../study/budget.ts';
import { indexOf, type EventIndex, type TrialEvent, type TrialStatus } from './event-index.ts';
import type { StudyEvent } from './events.ts';
import type { TuneError } from '../tune-error.ts';
import { LazyEvents } from './lazy-events.ts';
import type { LeaseTerms } from '../leases/lease.ts';
import { reduceTrial } from './trial-reducer.ts';
import type { Trial } from '../study/trial.ts';

type Of<Type extends StudyEvent['type']> = Extract<StudyEvent, { type: Type }>;

/** The types of events about no trial. */
const STUDY_EVENTS: ReadonlySet<unknown> = new Set<StudyEvent['type']>([
  ...(['study-created', 'budget-changed', 'turn-reserved', 'turn-released'] as const),
]);

/** Whose turn it is to begin the next new trial. */
export type Reservation = Of<'turn-reserved'>;

/**
 * What the events of a study add up to: the one place where events become trials. Of each event only
 * the index entry is taken in at once; a trial is built from its events when it is asked for, so that a
 * study of many trials resumes without parsing them all.
 */
export class StudyState {
  readonly #study: string;
  readonly #statuses: TrialStatus[] = [];
  readonly #seeds: number[] = [];
  readonly #trials: (Trial | undefined)[] = [];
  readonly #events = new LazyEvents();
  readonly #history: HistoryBuilder;
  readonly #running = new Set<number>();
  readonly #waiting = new Set<number>();
  /** Trials below full cost. */
  readonly #partial = new Set<number>();
  readonly #cancelled: number[] = [];
  readonly #leases = new Map<number, LeaseTerms>();
  #all: readonly Trial[] | undefined;
  #created: Of<'study-created'> | undefined;
  #budget: Budget | undefined;
  #reservation: Reservation | undefined;
  #version = 0;
  #planVersion = 0;

  /** @param study  the name that errors give */
  constructor(direction: Direction, study: string) {
    this.#study = study;
    this.#history = new HistoryBuilder(
      direction,
      (number) => this.trial(number)!,
      () => [...this.#waiting, ...this.#running],
    );
  }

  /** How many events have been taken in. */
  get version(): Version {
    return this.#version;
  }

  /**
   * Changes with every event that a suggestion in the making does not survive: a new trial, another
   * budget, a reserved turn. Ends of trials do not change it.
   */
  get planVersion(): number {
    return this.#planVersion;
  }

  get created(): Of<'study-created'> | undefined {
    return this.#created;
  }

  get budget(): Budget | undefined {
    return this.#budget;
  }

  get reservation(): Reservation | undefined {
    return this.#reservation;
  }

  /** All trials by number; the same list until something changes. */
  get trials(): readonly Trial[] {
    this.#all ??= Object.freeze(this.#statuses.map((_, index) => this.trial(index + 1)!));
    return this.#all;
  }

  get size(): number {
    return this.#statuses.length;
  }

  /** How many trials count against a budget: all but the cancelled ones. */
  get counted(): number {
    return this.size - this.#cancelled.length;
  }

  get best(): Trial | undefined {
    const { best } = this.#history;
    return best === undefined ? undefined : this.trial(best);
  }

  get bestLoss(): number {
    return this.#history.bestLoss;
  }

  /** Trials that have ended since the best one did. */
  get sinceBest(): number {
    return this.#history.sinceBest;
  }

  /** The numbers of complete, failed and pruned trials, in the order in which they ended. */
  get ended(): readonly number[] {
    return this.#history.ended;
  }

  /** The numbers of cancelled trials, in the order in which they were. */
  get cancelled(): readonly number[] {
    return this.#cancelled;
  }

  /** The numbers of trials that wait to be run, for the first time or again. */
  get waiting(): ReadonlySet<number> {
    return this.#waiting;
  }

  /** The numbers of trials that run. */
  get running(): ReadonlySet<number> {
    return this.#running;
  }

  /** Who holds a running trial. */
  leaseOf(number: number): LeaseTerms | undefined {
    this.trial(number);
    return this.#leases.get(number);
  }

  trial(number: number): Trial | undefined {
    if (this.#events.has(number)) {
      const events = this.#events.take(number, (text) => this.#parse(text) as TrialEvent);
      for (const event of events) {
        if (event.number !== number) {
          throw this.#damage(`an event of trial ${number} is about trial ${event.number}`);
        }
        this.#build(event);
      }
    }
    return this.#trials[number - 1];
  }

  /** The status of a trial; builds nothing. */
  status(number: number): TrialStatus | undefined {
    return this.#statuses[number - 1];
  }

  /** The evaluation seed of a trial; builds nothing. */
  seed(number: number): number {
    return this.#seeds[number - 1]!;
  }

  /** What a strategy may see now. */
  snapshot(): Snapshot {
    return this.#history.snapshot();
  }

  /** Takes in the event at a version, once: two asks at the same time may both bring it. */
  apply(version: Version, event: StudyEvent): void {
    this.#take(version, indexOf(event), event);
  }

  /** Takes in a page of stored events that begins at a version. */
  applyPage(version: Version, { index, events }: EventPage): void {
    index.forEach((entry, offset) => this.#take(version + offset, entry, events[offset]!));
  }

  #take(version: Version, entry: EventIndex, event: StudyEvent | string): void {
    if (version !== this.#version) return;
    this.#version += 1;
    if (entry === null) {
      this.#applyToStudy(typeof event === 'string' ? this.#parse(event) : event);
      return;
    }
    const [number, status, figure, fidelity] = entry;
    const before = this.#statuses[number - 1];
    const isNew = figure !== undefined && (status === 'waiting' || status === 'running');
    if (before === undefined) {
      // Foreign or damaged data must not make a list of billions of holes.
      if (!isNew || number !== this.size + 1) {
        throw this.#damage(
          `event ${version + 1} is about trial ${number}, after ${this.size} trials`,
        );
      }
      this.#seeds.push(figure);
      this.#planVersion += 1;
      if (fidelity !== undefined && fidelity < 1) this.#partial.add(number);
    }
    this.#history.keepPending();
    this.#setStatus(number, before, status, figure);
    this.#all = undefined;
    // What is parsed already is built at once, if nothing older waits.
    const isNext = typeof event !== 'string' && !this.#events.has(number);
    if (isNext) this.#build(event as TrialEvent);
    else this.#events.add(number, event as TrialEvent | string);
  }

  #damage(reason: string): TuneError {
    return coreError('STUDY_INVALID', { study: this.#study, reason });
  }

  #parse(text: string): StudyEvent {
    try {
      return parseFrozen(text) as StudyEvent;
    } catch {
      throw this.#damage(`an event is not JSON: ${text.slice(0, 60)}`);
    }
  }

  #setStatus(
    number: number,
    before: TrialStatus | undefined,
    status: TrialStatus,
    value?: number,
  ): void {
    this.#statuses[number - 1] = status;
    if (status === 'running') this.#running.add(number);
    else this.#running.delete(number);
    if (status === 'waiting' || status === 'retry') this.#waiting.add(number);
    else this.#waiting.delete(number);
    if (status === 'cancelled' && before !== 'cancelled') this.#cancelled.push(number);
    this.#history.take(number, status, value, !this.#partial.has(number));
  }

  #applyToStudy(event: StudyEvent): void {
    if (!STUDY_EVENTS.has(event.type)) {
      throw this.#damage(`event ${this.#version} is of a type that does not exist: ${event.type}`);
    }
    if (event.type === 'study-created') this.#created = event;
    if ('budget' in event) this.#budget = event.budget;
    if (event.type === 'turn-reserved') this.#reservation = event;
    if (event.type === 'turn-released' && this.#reservation?.token === event.token) {
      this.#reservation = undefined;
      return;
    }
    this.#planVersion += 1;
  }

  #build(event: TrialEvent): void {
    const { number } = event;
    if (event.type === 'trial-started' || event.type === 'trial-claimed') {
      if (event.lease === undefined) this.#leases.delete(number);
      else this.#leases.set(number, event.lease);
    }
    if (event.type === 'trial-ended') this.#leases.delete(number);
    const trial = reduceTrial(this.#trials[number - 1], event);
    // Handed out to everybody: what one of them writes to it must not reach the others.
    if (trial !== undefined) this.#trials[number - 1] = Object.freeze(trial);
  }
}
