import type { Direction } from './direction.ts';
import { headOf, type FactHead, type Standing, type TrialFact } from './fact-head.ts';
import type { PastTrial } from './history.ts';
import { Past, type Lent } from './past.ts';
import type { FactPage, Version } from './storage.ts';
import type { LeaseTerms, StudyFact } from './study-fact.ts';
import type { Budget } from './strategy.ts';
import { trialAfter } from './trial-after.ts';
import type { Report, Trial } from './trial.ts';
import { Unread } from './unread.ts';

type Of<Type extends StudyFact['type']> = Extract<StudyFact, { type: Type }>;

/**
 * The trials that a sequence of facts tells of: the one place where facts become state. Of each fact
 * its head is taken in at once; the trial itself is made of its facts when somebody looks at it, so that
 * a study of many trials is gone on with before they have all been read.
 */
export class Ledger {
  readonly #standings: Standing[] = [];
  readonly #seeds: number[] = [];
  readonly #trials: (Trial | undefined)[] = [];
  readonly #unread = new Unread();
  readonly #past: Past;
  readonly #held = new Set<number>();
  readonly #open = new Set<number>();
  readonly #leases = new Map<number, LeaseTerms>();
  readonly #reports = new Map<number, Report[]>();
  readonly #signs = new Map<string, number>();
  #snapshot: readonly Trial[] | undefined;
  #created: Of<'study-created'> | undefined;
  #budget: Budget | undefined;
  #cancelled = 0;
  #version = 0;

  constructor(direction: Direction) {
    this.#past = new Past(direction, (number) => this.trial(number)!);
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
    this.#snapshot ??= this.#standings.map((_, index) => this.trial(index + 1)!);
    return this.#snapshot;
  }

  get size(): number {
    return this.#standings.length;
  }

  /** How many trials count against a budget: all but those that were cancelled for good. */
  get counted(): number {
    return this.size - this.#cancelled;
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

  /** The numbers of trials that run. */
  get held(): ReadonlySet<number> {
    return this.#held;
  }

  /** Whose a running trial is. */
  lease(number: number): LeaseTerms | undefined {
    this.trial(number);
    return this.#leases.get(number);
  }

  /** When a holder last gave a sign of life, as far as trials have been read: see {@link readAll}. */
  lastSign(holder: string): number {
    return this.#signs.get(holder) ?? -Infinity;
  }

  trial(number: number): Trial | undefined {
    for (const fact of this.#unread.take(number)) this.#read(fact);
    return this.#trials[number - 1];
  }

  /** Where a trial stands; nothing is read for it. */
  standing(number: number): Standing | undefined {
    return this.#standings[number - 1];
  }

  /** The evaluation seed of a trial; nothing is read for it. */
  seed(number: number): number {
    return this.#seeds[number - 1]!;
  }

  /** Reads what has only been skimmed. */
  readAll(): void {
    void this.trials;
  }

  /** The intermediate values of a trial's latest attempt, in the order they came. */
  reports(number: number): readonly Report[] {
    this.trial(number);
    return this.#reports.get(number) ?? [];
  }

  /** What a strategy may see now, until it is given back. */
  lend(): Lent {
    return this.#past.lend();
  }

  /** Takes in the fact at a place of the study's list, once: asks that run at once may both bring it. */
  apply(place: Version, fact: StudyFact): void {
    this.#take(place, headOf(fact), fact);
  }

  /** Takes in the facts from a place on. */
  skim(place: Version, { heads, facts }: FactPage): void {
    heads.forEach((head, index) => this.#take(place + index, head, facts[index]!));
  }

  #take(place: Version, head: FactHead, fact: StudyFact | string): void {
    if (place !== this.#version) return;
    this.#version += 1;
    if (head === null) {
      this.#ofStudy(typeof fact === 'string' ? (JSON.parse(fact) as StudyFact) : fact);
      return;
    }
    const [number, standing, figure] = head;
    const before = this.#standings[number - 1];
    const isFirst = figure !== undefined && (standing === 'waiting' || standing === 'running');
    if (before === undefined && !isFirst) return;
    if (isFirst) this.#seeds[number - 1] = figure;
    this.#unread.add(number, fact as TrialFact | string);
    this.#snapshot = undefined;
    if (standing !== 'reported') this.#stands(number, before, standing, figure);
  }

  #stands(number: number, before: Standing | undefined, now: Standing, value?: number): void {
    this.#standings[number - 1] = now;
    if (now === 'running') this.#held.add(number);
    else this.#held.delete(number);
    if (now === 'waiting' || now === 'again') this.#open.add(number);
    else this.#open.delete(number);
    this.#cancelled += Number(now === 'cancelled') - Number(before === 'cancelled');
    this.#past.take(number, now, value);
  }

  #ofStudy(fact: StudyFact): void {
    if (fact.type === 'study-created') this.#created = fact;
    if ('budget' in fact) this.#budget = fact.budget;
    if (fact.type === 'heartbeat') this.#sign(fact.holder, fact.at);
  }

  /** A fact about a trial, once somebody looks at the trial. */
  #read(fact: TrialFact): void {
    const { number } = fact;
    const before = this.#trials[number - 1];
    if (fact.type === 'trial-started' || fact.type === 'trial-taken') {
      if (fact.lease === undefined) this.#leases.delete(number);
      else {
        this.#leases.set(number, fact.lease);
        this.#sign(fact.lease.holder, fact.at);
      }
      this.#reports.delete(number);
    }
    if (fact.type === 'trial-ended') this.#leases.delete(number);
    if (fact.type === 'trial-reported' && before?.attempt === fact.attempt) {
      const reports = this.#reports.get(number) ?? [];
      reports.push({ step: fact.step, value: fact.value });
      this.#reports.set(number, reports);
    }
    const trial = trialAfter(before, fact);
    if (trial !== undefined) this.#trials[number - 1] = trial;
  }

  #sign(holder: string, at: number): void {
    this.#signs.set(holder, Math.max(at, this.lastSign(holder)));
  }
}
