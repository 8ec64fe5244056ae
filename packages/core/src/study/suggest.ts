import { coreError } from '../errors.ts';
import { checkInfos, checkSuggestions } from '../strategy/check-suggestions.ts';
import { createRng, hashSeed } from '../strategy/rng.ts';
import type { Ask, Suggestion } from '../strategy/strategy.ts';
import { untriedPoint } from '../strategy/untried-point.ts';
import type { StudyEvent } from '../events/events.ts';
import type { StudyParts } from './study-parts.ts';

/** What decides whether a strategy that had no point may have one again. */
interface Known {
  readonly plan: number;
  /** How many trials were cancelled for good: their points are free again. */
  readonly cancelled: number;
}

/** A question to the strategy, and what was known when it was asked. */
export interface Question extends Known {
  readonly count: number;
  readonly askedAt: number;
  /** What the strategy returned: it may be anything. */
  readonly answer: unknown;
  /** Gives the history back, once the answer is there. */
  release?(): void;
}

/** Makes new trials of what the strategy suggests. */
export class Suggester {
  readonly #parts: StudyParts;
  #isSetUp = false;
  /** What the strategy knew when it had no point. */
  #exhausted: Known | undefined;

  constructor(parts: StudyParts) {
    this.#parts = parts;
  }

  /** Whether the strategy had no point at the last ask: the finite space is used up. */
  get isExhausted(): boolean {
    return this.#exhausted?.cancelled === this.#cancelled;
  }

  /** Whether the strategy must be set up before it is asked. */
  get mustSetUp(): boolean {
    return !this.#isSetUp;
  }

  /** Whether the strategy prepares each suggestion. */
  get mustPrepare(): boolean {
    return this.#parts.options.strategy.prepare !== undefined;
  }

  /** Asks the strategy; the answer is to be given to {@link eventsOf}. */
  ask(wanted: number, signal: AbortSignal): Question {
    const { log, options, timeLimit } = this.#parts;
    const { clock, strategy } = options;
    const { state } = log;
    const plan = state.planVersion;
    const count = strategy.capabilities.parallel ? wanted : 1;
    const cancelled = this.#cancelled;
    if (this.#exhausted?.plan === plan && this.isExhausted) {
      return { plan, cancelled, count, askedAt: 0, answer: [] };
    }
    const { askWith, release } = this.#asking(count);
    const askedAt = clock();
    const answer = timeLimit.run('suggest', signal, (own) => strategy.suggest(askWith(own)));
    return { plan, cancelled, count, askedAt, answer, release };
  }

  /**
   * The beginnings of new trials, to be stored; undefined if the plan has changed meanwhile.
   * @param most  so many, on the plan as it is now
   */
  eventsOf(question: Question, answer: unknown, most?: number): StudyEvent[] | undefined {
    const { plan, cancelled, count, askedAt } = question;
    const { log, options, replicates } = this.#parts;
    const suggestions = checkSuggestions(options.space, options.strategy, answer, count);
    // Others may have written meanwhile; what this process wrote is in the state already.
    const isOld = log.state.planVersion !== plan;
    if (isOld && (most === undefined || (most === 0 && suggestions.length > 0))) return undefined;
    if (suggestions.length === 0 && question.release !== undefined) this.#assertUsedUp();
    this.#exhausted = suggestions.length === 0 ? { plan, cancelled } : undefined;
    const number = Math.min(suggestions.length, count, isOld ? most! : count);
    const first = log.state.size + 1;
    const now = options.clock();
    const suggestSeconds = (now - askedAt) / 1000 / number;
    const events: StudyEvent[] = [];
    const batch = number > 1 ? new Map<string, number>() : undefined;
    for (let index = 0; index < number; index++) {
      const suggestion = suggestions[index]!;
      const seed = replicates.seedOf(suggestion.point, batch);
      events.push(this.#started(first + index, suggestion, seed, now, suggestSeconds));
    }
    return events;
  }

  get #cancelled(): number {
    const { state } = this.#parts.log;
    return state.size - state.counted;
  }

  /** @throws STRATEGY_GAVE_NOTHING */
  #assertUsedUp(): void {
    const { log, options } = this.#parts;
    const tried = log.state.trials.filter(({ state }) => state !== 'cancelled');
    const point = untriedPoint(
      options.space,
      tried.map((trial) => trial.point),
    );
    if (point === undefined) return;
    throw coreError('STRATEGY_GAVE_NOTHING', { strategy: options.strategy.name, point });
  }

  /** What the strategy is asked now, and gives the history back. */
  #asking(count: number): { askWith(signal: AbortSignal): Ask; release(): void } {
    const { log, options, scratch } = this.#parts;
    const { space, seed } = options;
    const { state } = log;
    const { history, release } = state.snapshot();
    const rng = createRng(hashSeed(seed, 'suggest', state.size + 1));
    const { budget } = state;
    const askWith = (signal: AbortSignal): Ask => {
      const known = { space, history, count, rng, scratch, signal };
      return budget === undefined ? known : { ...known, budget: { ...budget } };
    };
    return { askWith, release };
  }

  async setUp(signal: AbortSignal): Promise<void> {
    const { options, timeLimit } = this.#parts;
    const { strategy } = options;
    const progress = (): void => undefined;
    const set = (own: AbortSignal) => strategy.setup?.({ signal: own, progress });
    checkInfos(strategy, await timeLimit.run('setup', signal, set));
    this.#isSetUp = true;
  }

  /** Lets the strategy prepare for what it will be asked. */
  async prepare(wanted: number, signal: AbortSignal): Promise<void> {
    const { options, timeLimit } = this.#parts;
    const { strategy } = options;
    const { askWith, release } = this.#asking(strategy.capabilities.parallel ? wanted : 1);
    try {
      await timeLimit.run('prepare', signal, (own) => strategy.prepare?.(askWith(own)));
    } finally {
      release();
    }
  }

  #started(
    number: number,
    { point, fidelity, meta }: Suggestion,
    seed: number,
    at: number,
    suggestSeconds: number,
  ): StudyEvent {
    const { newToken, leaseTerms } = this.#parts;
    const event: Mutable<StartedEvent> = {
      type: 'trial-started',
      at,
      number,
      attempt: 1,
      token: newToken(),
      point,
      seed,
      suggestSeconds,
    };
    if (leaseTerms.lease !== undefined) event.lease = leaseTerms.lease;
    if (fidelity !== undefined) event.fidelity = fidelity;
    if (meta !== undefined) event.meta = meta;
    return Object.freeze(event);
  }
}

type StartedEvent = Extract<StudyEvent, { type: 'trial-started' }>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
