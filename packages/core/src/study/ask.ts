import { claimableTrials, claimTrials } from '../leases/claim-trials.ts';
import type { Budget } from './budget.ts';
import { allowance, isWithin, mayClaim } from './remaining-budget.ts';
import type { StudyEvent } from '../events/events.ts';
import { Mutex } from './mutex.ts';
import type { StudyParts } from './study-parts.ts';
import { Suggester, type Question } from './suggest.ts';
import type { Trial } from './trial.ts';
import { Turn } from './reserved-turn.ts';

/** After so many races lost to others, a study reserves its turn. */
const MAX_LOST_RACES = 3;

/** What an ask comes to. */
export interface Asked {
  readonly trials: readonly Trial[];
  /** The strategy must see the end of a running trial first. */
  readonly isBlocked: boolean;
}

const NONE: Asked = { trials: [], isBlocked: false };

/**
 * Begins trials, each once: waiting ones first, then suggestions. The version of the plan that a
 * suggestion was made from is the one that it is stored on; if another process has changed the plan,
 * the strategy is asked again, and after a few lost races the study reserves its turn.
 */
export class Asker {
  readonly #parts: StudyParts;
  readonly #asks = new Mutex();
  readonly #suggester: Suggester;
  readonly #turn: Turn;

  constructor(parts: StudyParts) {
    this.#parts = parts;
    this.#suggester = new Suggester(parts);
    this.#turn = new Turn(parts);
  }

  /** Whether the strategy had no point at the last ask: the finite space is used up. */
  get isExhausted(): boolean {
    return this.#suggester.isExhausted;
  }

  /** Nothing else is asked of the strategy during `work`, and it is set up. */
  async withStrategy<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#asks.acquire(signal);
    try {
      this.#parts.assertOpen();
      if (this.#suggester.mustSetUp) await this.#suggester.setUp(signal);
      return await work();
    } finally {
      this.#asks.release();
    }
  }

  /**
   * Asks at the same time are served one after another.
   * @param part  of the budget: no trial beyond it is begun
   */
  async ask(count: number, signal: AbortSignal, part?: Budget): Promise<Asked> {
    const { log } = this.#parts;
    if (!this.#asks.tryAcquire()) await this.#asks.acquire(signal);
    try {
      if (!log.isCurrent) await log.sync();
      for (let lost = 0; ;) {
        if (signal.aborted) throw signal.reason;
        this.#parts.assertOpen();
        if (!mayClaim(log.state, this.#parts.options, part)) return NONE;
        if (this.#hasOthers) await this.#watchOthers();
        if (this.#hasOthers || log.state.waiting.size > 0) {
          const claimed = await this.#claim(count, part);
          if (claimed === undefined) continue;
          if (claimed.length > 0) return { trials: claimed, isBlocked: false };
        }
        const wanted = Math.min(count, allowance(log.state, this.#parts.options, part));
        if (wanted === 0) return NONE;
        if (this.#isSequentialAndBusy()) return { trials: [], isBlocked: true };
        if (this.#turn.others !== undefined) {
          await this.#turn.waitForOthers(signal);
          continue;
        }
        const mustReserve = lost >= MAX_LOST_RACES && !this.#turn.isHeld;
        if (mustReserve && !(await this.#turn.reserve())) continue;
        if (this.#suggester.mustSetUp) await this.#suggester.setUp(signal);
        if (this.#suggester.mustPrepare) await this.#suggester.prepare(wanted, signal);
        const question = this.#suggester.ask(wanted, signal);
        let answer: unknown;
        try {
          answer = await question.answer;
        } finally {
          question.release?.();
        }
        this.#parts.assertOpen();
        let events = this.#eventsOf(question, answer, part);
        while (events !== undefined && events.length > 0 && !(await log.append(events))) {
          // The end of another trial makes a suggestion older, not wrong.
          events = this.#eventsOf(question, answer, part);
        }
        if (events?.length === 0) return NONE;
        if (events !== undefined) return { trials: this.#begun(events), isBlocked: false };
        lost += 1;
      }
    } finally {
      try {
        if (this.#turn.isReserved) await this.#turn.release();
      } finally {
        this.#asks.release();
      }
    }
  }

  /**
   * The beginnings of what was suggested; undefined if the plan has changed. During the own turn it may
   * have: trials that are enqueued or added could come faster than any suggestion.
   */
  #eventsOf(
    question: Question,
    answer: unknown,
    part: Budget | undefined,
  ): readonly StudyEvent[] | undefined {
    const { log, options } = this.#parts;
    const most = this.#turn.isHeld ? allowance(log.state, options, part) : undefined;
    return this.#suggester.eventsOf(question, answer, most);
  }

  /** Whether another process holds a trial or a turn. */
  get #hasOthers(): boolean {
    if (this.#turn.others !== undefined) return true;
    const { log, heldTrials } = this.#parts;
    const { state } = log;
    if (state.running.size > heldTrials.size) return true;
    // One that was taken over is not this study's any more, even if it has not been told yet.
    for (const number of state.running) {
      if (!heldTrials.has(state.trial(number)!.token)) return true;
    }
    return false;
  }

  /** Looks at the heartbeats of others. */
  async #watchOthers(): Promise<void> {
    const { log, heldTrials, leaseExpiry } = this.#parts;
    const { state, storage, study } = log;
    const tokens: string[] = [];
    for (const number of state.running) {
      const { token } = state.trial(number)!;
      if (!heldTrials.has(token)) tokens.push(token);
    }
    const { others } = this.#turn;
    if (others !== undefined) tokens.push(others.token);
    if (tokens.length > 0) leaseExpiry.update(await storage.readHeartbeats(study), tokens);
  }

  /** Trials that exist and run from now on; undefined if others were faster. */
  async #claim(count: number, part: Budget | undefined): Promise<readonly Trial[] | undefined> {
    const { log, leaseExpiry, options, newToken, leaseTerms } = this.#parts;
    const claimable = claimableTrials(log.state, leaseExpiry);
    if (claimable.length === 0) return [];
    const isOurs = isWithin(log.state, part);
    const trials = claimable.filter(({ number }) => isOurs(number)).slice(0, count);
    if (trials.length === 0) return [];
    const { clock, maxRetries } = options;
    const events = claimTrials(trials, { at: clock(), maxRetries, lease: leaseTerms, newToken });
    if (!(await log.append(events))) return undefined;
    const running = this.#begun(events);
    // All of them have failed too often: look again.
    return running.length > 0 ? running : undefined;
  }

  #isSequentialAndBusy(): boolean {
    const { options, log } = this.#parts;
    return !options.strategy.capabilities.parallel && log.state.running.size > 0;
  }

  #begun(events: readonly StudyEvent[]): Trial[] {
    const { log, heldTrials } = this.#parts;
    const trials: Trial[] = [];
    for (const event of events) {
      if (event.type !== 'trial-started' && event.type !== 'trial-claimed') continue;
      const trial = log.state.trial(event.number)!;
      heldTrials.begin(trial);
      trials.push(trial);
    }
    return trials;
  }
}
