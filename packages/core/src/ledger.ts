import type { Direction } from './direction.ts';
import { isCutOff, Past, type Lent } from './past.ts';
import type { PastTrial } from './history.ts';
import type { Version } from './storage.ts';
import type { LeaseTerms, StudyFact } from './study-fact.ts';
import type { Budget } from './strategy.ts';
import type { Report, Trial } from './trial.ts';

/** A running trial's lease, and the last sign of life. */
export interface Held {
  readonly lease: LeaseTerms | undefined;
  readonly at: number;
}

type Of<Type extends StudyFact['type']> = Extract<StudyFact, { type: Type }>;

/**
 * The trials that a sequence of facts tells of: the one place where facts become state. Everything
 * that is asked often is kept up to date fact by fact.
 */
export class Ledger {
  readonly #trials: Trial[] = [];
  readonly #past: Past;
  readonly #held = new Map<number, Held>();
  readonly #open = new Set<number>();
  readonly #reports = new Map<number, Report[]>();
  readonly #signs = new Map<string, number>();
  #snapshot: readonly Trial[] | undefined;
  #created: Of<'study-created'> | undefined;
  #budget: Budget | undefined;
  #cancelled = 0;
  #version = 0;

  constructor(direction: Direction) {
    this.#past = new Past(direction);
  }

  /** How many facts have been taken in. */
  get version(): Version {
    return this.#version;
  }

  get created(): Of<'study-created'> | undefined {
    return this.#created;
  }

  get budget(): Budget | undefined {
    return this.#budget;
  }

  /** All trials by number; the same list until something changes. */
  get trials(): readonly Trial[] {
    this.#snapshot ??= [...this.#trials];
    return this.#snapshot;
  }

  get size(): number {
    return this.#trials.length;
  }

  /** How many trials count against a budget: all but those that were cancelled for good. */
  get counted(): number {
    return this.#trials.length - this.#cancelled;
  }

  get incumbent(): PastTrial | undefined {
    return this.#past.incumbent;
  }

  get sinceIncumbent(): number {
    return this.#past.sinceIncumbent;
  }

  /** The numbers of trials that wait to be run, for the first time or again. */
  get open(): ReadonlySet<number> {
    return this.#open;
  }

  /** Running trials by number, and whose they are. */
  get held(): ReadonlyMap<number, Held> {
    return this.#held;
  }

  /** When a holder last gave a sign of life. */
  lastSign(holder: string): number {
    return this.#signs.get(holder) ?? -Infinity;
  }

  trial(number: number): Trial | undefined {
    return this.#trials[number - 1];
  }

  /** The intermediate values of a trial's latest attempt, in the order they came. */
  reports(number: number): readonly Report[] {
    return this.#reports.get(number) ?? [];
  }

  /** What a strategy may see now, until it is given back. */
  lend(): Lent {
    return this.#past.lend();
  }

  /** Takes in the fact at a place of the study's list, once: asks that run at once may both bring it. */
  apply(place: Version, fact: StudyFact): void {
    if (place !== this.#version) return;
    this.#version += 1;
    (this.#takers[fact.type] as (fact: StudyFact) => void)(fact);
  }

  /** What each type of fact does; a new type adds its line here. */
  readonly #takers: { readonly [Type in StudyFact['type']]: (fact: Of<Type>) => void } = {
    'study-created': (fact) => {
      this.#created = fact;
      this.#budget = fact.budget;
    },
    'budget-changed': ({ budget }) => {
      this.#budget = budget;
    },
    'trial-enqueued': ({ number, point, seed }) => {
      const known = { number, point, seed, attempt: 0, token: '', suggestSeconds: 0 };
      this.#put({ ...known, state: 'waiting' });
    },
    'trial-started': ({ type: _type, at, lease, ...known }) => {
      this.#hold(known.number, lease, at);
      this.#put({ ...known, state: 'running' });
    },
    'trial-taken': ({ number, attempt, token, lease, at }) => {
      const before = this.trial(number);
      if (before === undefined) return;
      const { outcome: _outcome, evaluateSeconds: _seconds, ...known } = before;
      // An interruption is nobody's fault; a lost process or a failure may be the point's.
      const isRetry = before.state === 'running' || before.state === 'failed';
      const retries = (before.retries ?? 0) + (isRetry ? 1 : 0);
      this.#hold(number, lease, at);
      this.#reports.delete(number);
      this.#put({ ...known, attempt, token, state: 'running', ...(retries ? { retries } : {}) });
    },
    heartbeat: ({ holder, at }) => {
      this.#signs.set(holder, at);
    },
    'trial-reported': ({ number, attempt, step, value }) => {
      if (this.trial(number)?.attempt !== attempt) return;
      const reports = this.#reports.get(number);
      if (reports === undefined) this.#reports.set(number, [{ step, value }]);
      else reports.push({ step, value });
    },
    'trial-ended': ({ number, outcome, evaluateSeconds }) => {
      const before = this.trial(number);
      if (before === undefined) return;
      const value = outcome.state === 'complete' ? { value: outcome.values[0]! } : {};
      this.#put({ ...before, state: outcome.state, outcome, ...value, evaluateSeconds });
    },
  };

  #put(trial: Trial): void {
    const { number, state } = trial;
    const before = this.#trials[number - 1];
    this.#trials[number - 1] = trial;
    this.#snapshot = undefined;
    if (state !== 'running') this.#held.delete(number);
    if (state === 'waiting' || isCutOff(trial)) this.#open.add(number);
    else this.#open.delete(number);
    this.#cancelled += Number(isGone(trial)) - Number(before !== undefined && isGone(before));
    this.#past.take(trial);
  }

  #hold(number: number, lease: LeaseTerms | undefined, at: number): void {
    this.#held.set(number, { lease, at });
    if (lease !== undefined) this.#signs.set(lease.holder, at);
  }
}

const isGone = (trial: Trial): boolean => trial.state === 'cancelled' && !isCutOff(trial);
