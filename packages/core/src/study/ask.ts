import { delay } from '../execution/timer.ts';
import { raceSignal } from '../execution/race.ts';
import { frozenCopy } from '../storage/frozen-copy.ts';
import { checkSuggestions } from '../strategy/check-suggestions.ts';
import { createRng, hashSeed } from '../strategy/rng.ts';
import type { Suggestion } from '../strategy/strategy.ts';
import { allowance } from './allowance.ts';
import { claimableTrials, claimTrials } from '../leases/claims.ts';
import type { StudyEvent } from './events.ts';
import { Mutex } from './mutex.ts';
import type { StudyParts } from './parts.ts';
import type { Trial } from './trial.ts';

/** After so many races lost to others, a study reserves its turn. */
const MAX_LOST_RACES = 3;

/** How long a reserved turn lasts without a lease that says so. */
const TURN_MS = 60_000;

/** How often a reserved turn is looked at by those who wait for it. */
const POLL_MS = 20;

/** What an ask comes to. */
export interface Asked {
  readonly trials: readonly Trial[];
  /** The strategy must see the end of a running trial first. */
  readonly isBlocked: boolean;
}

/**
 * Begins trials, each once: waiting ones first, then suggestions. The version of the plan that a
 * suggestion was made from is the one that it is stored on; if another process has changed the plan,
 * the strategy is asked again, and after a few lost races the study reserves its turn.
 */
export class Asker {
  readonly #parts: StudyParts;
  readonly #asks = new Mutex();
  #isSetUp = false;
  /** The plan for which the strategy had no point. */
  #exhaustedPlan: number | undefined;
  #turn: string | undefined;

  constructor(parts: StudyParts) {
    this.#parts = parts;
  }

  /** Whether the strategy had no point at the last ask: the finite space is used up. */
  get isExhausted(): boolean {
    return this.#exhaustedPlan !== undefined;
  }

  /** Asks at the same time are served one after another. */
  ask(count: number, signal: AbortSignal): Promise<Asked> {
    return this.#asks.run(() => this.#ask(count, signal));
  }

  async #ask(count: number, signal: AbortSignal): Promise<Asked> {
    const { log } = this.#parts;
    await log.sync();
    try {
      for (let lost = 0; ;) {
        if (signal.aborted) throw signal.reason;
        this.#parts.assertOpen();
        if (this.#hasOthers) await this.#watchOthers();
        if (this.#hasOthers || log.state.waiting.size > 0) {
          const claimed = await this.#claim(count);
          if (claimed === undefined) continue;
          if (claimed.length > 0) return { trials: claimed, isBlocked: false };
        }
        const wanted = Math.min(count, allowance(log.state, this.#parts.options));
        if (wanted === 0) return NONE;
        if (this.#isSequentialAndBusy()) return { trials: [], isBlocked: true };
        if (log.state.reservation !== undefined && (await this.#waitsForTurn(signal))) continue;
        if (lost >= MAX_LOST_RACES && this.#turn === undefined && !(await this.#reserve()))
          continue;
        const begun = await this.#suggest(wanted, signal);
        if (begun !== undefined) return { trials: begun, isBlocked: false };
        lost += 1;
      }
    } finally {
      if (this.#turn !== undefined) await this.#release(this.#turn);
    }
  }

  /** Whether another process holds a trial or a turn. */
  get #hasOthers(): boolean {
    const { log, holdings } = this.#parts;
    return log.state.running.size > holdings.size || log.state.reservation !== undefined;
  }

  /** Looks at the heartbeats of others, if they hold anything. */
  async #watchOthers(): Promise<void> {
    const { log, holdings, watch } = this.#parts;
    const { state, storage, study } = log;
    const tokens: string[] = [];
    for (const number of state.running) {
      if (!holdings.has(number)) tokens.push(state.trial(number)!.token);
    }
    const { reservation } = state;
    if (reservation !== undefined && reservation.token !== this.#turn) {
      tokens.push(reservation.token);
    }
    if (tokens.length > 0) watch.update(await storage.readHeartbeats(study), tokens);
  }

  /** Trials that exist and run from now on; undefined if others were faster. */
  async #claim(count: number): Promise<readonly Trial[] | undefined> {
    const { log, watch, options, newToken, leaseTerms } = this.#parts;
    const trials = claimableTrials(log.state, watch).slice(0, count);
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

  /** Whether a turn of another process was waited for. */
  async #waitsForTurn(signal: AbortSignal): Promise<boolean> {
    const { log, watch, options } = this.#parts;
    const { reservation } = log.state;
    if (reservation === undefined || reservation.token === this.#turn) return false;
    const { token, lease } = reservation;
    if (watch.hasLapsed(lease, token)) {
      await log.append([{ type: 'turn-released', at: options.clock(), token }]);
      return true;
    }
    await delay(POLL_MS, signal);
    await log.sync();
    return true;
  }

  async #reserve(): Promise<boolean> {
    const { log, options, newToken, leaseTerms, id } = this.#parts;
    const token = newToken();
    const lease = leaseTerms.lease ?? { holder: id, ms: TURN_MS };
    const event = { type: 'turn-reserved' as const, at: options.clock(), token, lease };
    if (!(await log.append([event]))) return false;
    this.#turn = token;
    return true;
  }

  async #release(token: string): Promise<void> {
    const { log, options } = this.#parts;
    const release = { type: 'turn-released' as const, at: options.clock(), token };
    while (log.state.reservation?.token === token) await log.append([release]);
    this.#turn = undefined;
  }

  /** New trials that the strategy suggests; undefined if the plan has changed meanwhile. */
  async #suggest(wanted: number, signal: AbortSignal): Promise<readonly Trial[] | undefined> {
    const { log, options } = this.#parts;
    const { clock, strategy } = options;
    const { state } = log;
    const plan = state.planVersion;
    if (this.#exhaustedPlan === plan) return [];
    const before = clock();
    const first = state.size + 1;
    const count = strategy.capabilities.parallel ? wanted : 1;
    const suggestions = await this.#askStrategy(first, count, signal);
    this.#parts.assertOpen();
    // Others may have written meanwhile; what this process wrote is in the state already.
    if (state.planVersion !== plan) return undefined;
    this.#exhaustedPlan = suggestions.length === 0 ? plan : undefined;
    if (suggestions.length === 0) return [];
    const suggestSeconds = (clock() - before) / 1000 / suggestions.length;
    const events = suggestions.map((suggestion, index) =>
      this.#started(first + index, suggestion, suggestSeconds),
    );
    // The end of another trial in the meantime makes the suggestion older, not wrong.
    while (!(await log.append(events))) if (state.planVersion !== plan) return undefined;
    return this.#begun(events);
  }

  async #askStrategy(
    first: number,
    count: number,
    signal: AbortSignal,
  ): Promise<readonly Suggestion[]> {
    const { log, options, scratch } = this.#parts;
    const { strategy, space, seed } = options;
    const { budget } = log.state;
    if (!this.#isSetUp) {
      await raceSignal(() => strategy.setup?.({ signal, progress: () => undefined }), signal);
      this.#isSetUp = true;
    }
    const { history, release } = log.state.snapshot();
    const ask = {
      ...{ space, history, count, scratch, signal },
      ...(budget === undefined ? {} : { budget }),
      rng: createRng(hashSeed(seed, 'suggest', first)),
    };
    let suggestions: unknown;
    try {
      suggestions = await raceSignal(() => strategy.suggest(ask), signal);
    } finally {
      release();
    }
    checkSuggestions(space, strategy, suggestions);
    return suggestions.slice(0, count);
  }

  #started(
    number: number,
    { point, fidelity, meta }: Suggestion,
    suggestSeconds: number,
  ): StudyEvent {
    const { options, replicates, newToken, leaseTerms } = this.#parts;
    const event = {
      type: 'trial-started' as const,
      at: options.clock(),
      number,
      attempt: 1,
      token: newToken(),
      // A copy: what the strategy does to its suggestion later must not change the trial.
      point: Object.freeze({ ...point }),
      seed: replicates.seedOf(point),
      suggestSeconds,
      ...leaseTerms,
    };
    return Object.freeze({
      ...event,
      ...(fidelity === undefined ? {} : { fidelity }),
      ...(meta === undefined ? {} : { meta: frozenCopy(meta) }),
    });
  }

  #begun(events: readonly StudyEvent[]): Trial[] {
    const { log, holdings } = this.#parts;
    const trials: Trial[] = [];
    for (const event of events) {
      if (event.type !== 'trial-started' && event.type !== 'trial-claimed') continue;
      const trial = log.state.trial(event.number)!;
      holdings.begin(trial);
      trials.push(trial);
    }
    return trials;
  }
}

const NONE: Asked = { trials: [], isBlocked: false };
