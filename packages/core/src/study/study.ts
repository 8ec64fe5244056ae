import { checkSuggestions } from './check-suggestions.ts';
import type { Direction } from './direction.ts';
import { TuneError } from './errors.ts';
import { finiteOutcome } from './evaluate.ts';
import type { Executor } from './executor.ts';
import type { History } from './history.ts';
import { Ledger } from './ledger.ts';
import { optimize, type OptimizeOptions } from './optimize.ts';
import { curveOf, type Curve } from './pruner.ts';
import { Replicates } from './replicates.ts';
import { createRng, hashSeed } from './rng.ts';
import { createScratch, type Scratch } from './scratch.ts';
import { parsePoint, type Point, type Space } from './space.ts';
import { trialsWithinSteps } from './step-budget.ts';
import { stopReason } from './stopping.ts';
import type { StudyFact } from './study-fact.ts';
import { takeIn } from './take-in.ts';
import { MAX_RETRIES, wholeFrom1, type Change, type StudyOptions } from './study-options.ts';
import type { Budget, Suggestion } from './strategy.ts';
import type { StudyEvent } from './study-event.ts';
import { takeUp, termsOf, tokenOf, waitingTrials } from './take-up.ts';
import { withoutRetry, withRetry } from './retry.ts';
import type { Outcome, Report, Trial } from './trial.ts';

type AttemptOf = Pick<Trial, 'number' | 'attempt' | 'token'>;

/**
 * One search: asks a strategy for points, keeps what came of them.
 *
 * @example
 * ```ts
 * import { createStudy, float, memoryStorage, space } from '@tune/core';
 * import { random } from '@tune/strategies';
 * const study = await createStudy({
 *   name: 'parabola', space: space({ x: float(-5, 5) }), direction: 'minimize',
 *   strategy: random(), storage: memoryStorage(), clock: () => performance.now(), seed: 1,
 * });
 * for (let n = 0; n < 100; n++) {
 *   const [trial] = await study.ask();
 *   await study.tell(trial, { state: 'complete', values: [(trial.point.x - 1) ** 2] });
 * }
 * study.incumbent?.point.x; // near 1
 * ```
 */
export class Study<P extends Point = Point> {
  readonly #options: StudyOptions<P>;
  readonly #ledger: Ledger;
  readonly #replicates: Replicates;
  readonly #scratch: Scratch = createScratch();
  /** Of the trials that this study object runs. */
  readonly #startedAt = new Map<number, number>();
  #exhausted = false;
  #closed = false;

  /** Private in effect: {@link createStudy} reads what the storage has. */
  constructor(options: StudyOptions<P>) {
    this.#options = options;
    this.#ledger = new Ledger(options.direction);
    const { space, seed, evaluationSeed = seed } = options;
    this.#replicates = new Replicates(space as Space, evaluationSeed, this.#ledger);
  }

  get name(): string {
    return this.#options.name;
  }

  get space(): Space<P> {
    return this.#options.space;
  }

  get direction(): Direction {
    return this.#options.direction;
  }

  /** How many trials there are; it reads none of them. */
  get size(): number {
    return this.#ledger.size;
  }

  /** How many of them have no end yet. */
  get pending(): number {
    return this.#ledger.open.size + this.#ledger.held.size;
  }

  /** All trials, by number; the same list until something changes. */
  get trials(): readonly Trial<P>[] {
    return this.#ledger.trials as readonly Trial<P>[];
  }

  get history(): History {
    return this.#ledger.lend().history;
  }

  /** The best complete trial, the first of equals. */
  get incumbent(): Trial<P> | undefined {
    const best = this.#ledger.incumbent;
    return best && (this.#ledger.trial(best.number) as Trial<P>);
  }

  /** The intermediate values of a trial's latest attempt, in the order they came. */
  reports(number: number): readonly Report[] {
    return this.#ledger.reports(number);
  }

  /** How many facts of the study have been taken in. */
  get version(): number {
    return this.#ledger.version;
  }

  /** The fact that made it; undefined where the storage has none. */
  get created(): Ledger['created'] {
    return this.#ledger.created;
  }

  /** The stored budget: the one it was made with, or the latest that it was given since. */
  get budget(): Budget | undefined {
    return this.#ledger.budget;
  }

  /** How many new full evaluations the budget still allows; Infinity without one. */
  get remaining(): number {
    const { budget } = this;
    const byTrials = (budget?.trials ?? Infinity) - this.#ledger.counted;
    const bySteps =
      budget?.steps === undefined ? Infinity : trialsWithinSteps(this.#ledger.trials, budget);
    return Math.max(0, Math.min(byTrials, bySteps));
  }

  /** Why it asks for no more although the budget would allow it; undefined while it may. */
  get stopReason(): string | undefined {
    const { stopping = {}, direction } = this.#options;
    return stopReason(stopping, this.#ledger, direction);
  }

  /** Whether there is nothing to go on with: nothing to ask for, and no trial without its end. */
  get isOver(): boolean {
    const isSpent = this.remaining === 0 || this.#exhausted || this.stopReason !== undefined;
    return isSpent && this.pending === 0;
  }

  /** What is otherwise than when the study was made: from here on, equal trials may differ. */
  get changes(): readonly Change[] {
    const { surroundings = {} } = this.#options;
    return Object.entries(this.#ledger.created?.surroundings ?? {}).flatMap(([label, before]) => {
      const now = surroundings[label];
      return now === undefined || now === before ? [] : [{ label, before, now }];
    });
  }

  /** Takes in what the storage has and this study has not seen. */
  async refresh(): Promise<void> {
    const { storage, name } = this.#options;
    await takeIn(this.#ledger, storage, name);
  }

  /**
   * Trials to evaluate, stored as running: those that wait or were cut off first, the same points and
   * seeds again; only where there are none, up to `count` that the strategy suggests and the budget
   * allows. Compare-and-swap: where another process was quicker, all is made again from what it left.
   * @returns fewer than `count`, or none, when that is all there is
   * @throws STRATEGY_POINT_INVALID  the strategy left the space
   * @throws STUDY_CLOSED
   */
  async ask(
    count = 1,
    { signal = new AbortController().signal }: { signal?: AbortSignal } = {},
  ): Promise<readonly Trial<P>[]> {
    wholeFrom1('count', count);
    const { clock } = this.#options;
    for (;;) {
      this.#assertOpen();
      let facts: readonly StudyFact[] = takeUp(this.#ledger, this.#options, count);
      const wanted = Math.min(count, this.remaining);
      if (facts.length === 0 && wanted > 0) {
        const before = clock();
        const first = this.#ledger.size + 1;
        const suggestions = await this.#suggest(first, wanted, signal);
        this.#exhausted = suggestions.length === 0;
        const suggestSeconds = (clock() - before) / 1000 / suggestions.length;
        facts = suggestions.map((suggestion, index) =>
          this.#started(first + index, suggestion, suggestSeconds),
        );
      }
      if (facts.length === 0) return [];
      if (!(await this.#append(facts))) continue;
      const begun = facts.flatMap((fact) => ('token' in fact ? fact.number : []));
      const trials = begun.map((number) => this.#ledger.trial(number) as Trial<P>);
      const running = trials.filter(({ state }) => state === 'running');
      for (const { number } of running) this.#startedAt.set(number, clock());
      if (running.length > 0) return running;
    }
  }

  /**
   * Stores a point to be evaluated before the strategy is asked again; it costs the budget a trial.
   * @returns the waiting trial
   * @throws SPACE_POINT_INVALID
   */
  async enqueue(point: P): Promise<Trial<P>> {
    const { space, clock } = this.#options;
    parsePoint(space, point);
    for (;;) {
      this.#assertOpen();
      const number = this.#ledger.size + 1;
      const seed = this.#replicates.seedOf(point);
      const kept = Object.freeze({ ...point });
      const fact = { type: 'trial-enqueued' as const, at: clock(), number, point: kept, seed };
      if (await this.#append([fact])) return this.#ledger.trial(number) as Trial<P>;
    }
  }

  /**
   * Stores what came of a trial. The same outcome again is silent. Values that are not finite numbers make
   * it a failed one, with a reason.
   * @returns the trial with its outcome
   * @throws STUDY_TRIAL_UNKNOWN  no such trial
   * @throws STUDY_TRIAL_TAKEN  its lease ran out, and it has been begun again
   * @throws STUDY_CONFLICT  another outcome is stored already
   */
  async tell(of: AttemptOf, outcome: Outcome): Promise<Trial<P>> {
    const { number, attempt, token } = of;
    const { clock, maxRetries = MAX_RETRIES } = this.#options;
    const told =
      outcome.state === 'complete' ? finiteOutcome('told', outcome.values, outcome) : outcome;
    for (;;) {
      this.#assertOpen();
      const trial = this.#attempt(of);
      const final = (trial.retries ?? 0) >= maxRetries ? withoutRetry(told) : told;
      if (trial.outcome !== undefined) {
        if (JSON.stringify(trial.outcome) === JSON.stringify(final)) return trial as Trial<P>;
        throw new TuneError('STUDY_CONFLICT', {
          trial: number,
          stored: trial.outcome.state,
          told: outcome.state,
        });
      }
      const at = clock();
      const evaluateSeconds = (at - (this.#startedAt.get(number) ?? at)) / 1000;
      const fact: StudyFact = {
        ...{ type: 'trial-ended', at, number, attempt, token, outcome: final, evaluateSeconds },
      };
      if (!(await this.#append([fact]))) continue;
      this.#startedAt.delete(number);
      return this.#ledger.trial(number) as Trial<P>;
    }
  }

  /**
   * Asks and tells until the budget is spent, the space is used up or the signal aborts; then the
   * running trials are cancelled and their outcomes told. A failed trial is an event, never a throw.
   */
  async *optimize(
    executor: Executor,
    options: OptimizeOptions = {},
  ): AsyncGenerator<StudyEvent<P>> {
    const { signal } = options;
    const { clock, lease } = this.#options;
    const { until = Infinity } = options;
    const deadline = Math.min(until, clock() + (this.budget?.seconds ?? Infinity) * 1000);
    const study = {
      allowed: () => (clock() >= deadline ? 0 : this.#allowed),
      exhausted: () => this.#exhausted,
      incumbent: () => this.incumbent,
      curves: () => this.#curves(),
      ask: (count: number, given: { signal: AbortSignal }) => this.ask(count, given),
      begun: ({ number }: Trial) => void this.#startedAt.set(number, clock()),
      report: (trial: Trial, report: Report) => this.report(trial, report),
      // What an interruption cut off is run again by whoever goes on.
      tell: (trial: Trial, outcome: Outcome) =>
        this.tell(trial, signal?.aborted ? withRetry(outcome) : outcome),
    };
    // A fault of the storage is met again, and told, by the next outcome.
    const beat = () => void this.heartbeat().catch(() => undefined);
    const rest = lease?.every(lease.ms / 4, beat);
    try {
      yield* optimize<P>(study, executor, options);
      const reason = this.stopReason;
      if (reason !== undefined && !signal?.aborted) yield { type: 'stopped', reason };
    } finally {
      rest?.();
    }
  }

  /** Says that the trials that this study object runs are alive; `optimize` does it by itself. */
  async heartbeat(): Promise<void> {
    const { lease, clock } = this.#options;
    while (lease !== undefined && this.#startedAt.size > 0 && !this.#closed) {
      const { holder, ms } = lease;
      if (clock() - this.#ledger.lastSign(holder) < ms / 8) return;
      if (await this.#append([{ type: 'heartbeat', at: clock(), holder }])) return;
    }
  }

  /**
   * Stores an intermediate value of a running trial.
   * @throws STUDY_TRIAL_UNKNOWN  no such trial
   * @throws STUDY_TRIAL_TAKEN  its lease ran out, and it has been begun again
   */
  async report(of: AttemptOf, { step, value }: Report): Promise<void> {
    const { number, attempt } = of;
    for (;;) {
      this.#assertOpen();
      this.#attempt(of);
      const at = this.#options.clock();
      const fact = { type: 'trial-reported' as const, at, number, attempt, step, value };
      if (await this.#append([fact])) return;
    }
  }

  /** Lets go of what the strategy keeps; the stored trials stay. */
  close(): void {
    this.#closed = true;
    this.#scratch.clear();
  }

  #curves(): Curve[] {
    const { direction } = this.#options;
    return this.#ledger.trials.flatMap(
      (trial) => curveOf(trial, this.#ledger.reports(trial.number), direction) ?? [],
    );
  }

  /** How many trials may be asked for now: those that wait, and what the budget leaves. */
  get #allowed(): number {
    if (this.stopReason !== undefined) return 0;
    return this.remaining + waitingTrials(this.#ledger, this.#options).length;
  }

  /** The trial, if it is the attempt that is spoken of. */
  #attempt({ number, attempt, token }: AttemptOf): Trial {
    const trial = this.#ledger.trial(number);
    if (trial === undefined || trial.attempt < attempt) {
      throw new TuneError('STUDY_TRIAL_UNKNOWN', { trial: number });
    }
    if (trial.attempt !== attempt || trial.token !== token) {
      throw new TuneError('STUDY_TRIAL_TAKEN', { trial: number, attempt: trial.attempt });
    }
    return trial;
  }

  async #suggest(
    first: number,
    count: number,
    signal: AbortSignal,
  ): Promise<readonly Suggestion[]> {
    const { strategy, space, seed } = this.#options;
    const { budget } = this;
    const { history, giveBack } = this.#ledger.lend();
    const ask = {
      ...{ space: space as Space, history, count, scratch: this.#scratch, signal },
      ...(budget === undefined ? {} : { budget }),
      rng: createRng(hashSeed(seed, 'suggest', first)),
    };
    // A strategy of somebody else's may throw or answer at once.
    const suggestions: unknown = await (async () => strategy.suggest(ask))().finally(giveBack);
    checkSuggestions(space, strategy, suggestions);
    return suggestions.slice(0, count);
  }

  #started(number: number, { point, fidelity, meta }: Suggestion, suggestSeconds: number) {
    const { seed, clock } = this.#options;
    const attempt = 1;
    return {
      type: 'trial-started' as const,
      at: clock(),
      number,
      attempt,
      token: tokenOf(seed, number, attempt),
      // A record: what the strategy does to its suggestion later is not what was asked for.
      point: Object.freeze({ ...point }),
      ...(fidelity === undefined ? {} : { fidelity }),
      ...(meta === undefined ? {} : { meta }),
      seed: this.#replicates.seedOf(point),
      suggestSeconds,
      ...termsOf(this.#options),
    };
  }

  /** Whether the facts were stored; where somebody else was quicker, what he wrote is taken in. */
  async #append(facts: readonly StudyFact[]): Promise<boolean> {
    const { storage, name } = this.#options;
    const expectedVersion = this.#ledger.version;
    try {
      await storage.append(name, facts, { expectedVersion });
    } catch (error) {
      if (!(error instanceof TuneError) || error.code !== 'STORAGE_CONFLICT') throw error;
      await this.refresh();
      // A conflict with nobody would be met again for ever.
      if (this.#ledger.version === expectedVersion) throw error;
      return false;
    }
    facts.forEach((fact, index) => this.#ledger.apply(expectedVersion + index, fact));
    return true;
  }

  #assertOpen(): void {
    if (this.#closed) throw new TuneError('STUDY_CLOSED', { study: this.name });
  }
}
