import { toLoss, type Direction } from './direction.ts';
import { TuneError } from './errors.ts';
import type { Executor } from './executor.ts';
import { historyOf, type History } from './history.ts';
import { Ledger } from './ledger.ts';
import { optimize, type OptimizeOptions } from './optimize.ts';
import { curveOf, type Curve } from './pruner.ts';
import { createRng, hashSeed } from './rng.ts';
import { createScratch, type Scratch } from './scratch.ts';
import { trialsWithinSteps } from './step-budget.ts';
import { faultLines, type Point, type Space } from './space.ts';
import type { Storage, StudyFact } from './storage.ts';
import type { Budget, Strategy, Suggestion } from './strategy.ts';
import type { StudyEvent } from './study-event.ts';
import type { Outcome, Trial } from './trial.ts';

/** Milliseconds since some fixed moment; the study never asks the machine itself. */
export type Clock = () => number;

export interface StudyOptions<P extends Point> {
  readonly name: string;
  readonly space: Space<P>;
  readonly direction: Direction;
  readonly strategy: Strategy;
  readonly storage: Storage;
  readonly clock: Clock;
  /** Unsigned 32-bit; the strategy's chance comes from it. */
  readonly seed: number;
  /** What evaluation seeds are made of; studies that share it value equal points equally. Default: `seed`. */
  readonly evaluationSeed?: number;
  readonly budget?: Budget;
}

/** Trials that were cancelled cost nothing; all others count against the budget. */
const counts = (trial: Trial): boolean => trial.state !== 'cancelled';

const wholeFrom1 = (name: string, value: number): void => {
  if (!Number.isInteger(value) || value < 1) {
    throw new TuneError('STUDY_BUDGET_INVALID', { name, value });
  }
};

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
 * for (let n = 0; n < 20; n++) {
 *   const [trial] = await study.ask();
 *   await study.tell(trial, { state: 'complete', values: [(trial.point.x - 1) ** 2] });
 * }
 * study.incumbent?.point.x; // near 1
 * ```
 */
export class Study<P extends Point = Point> {
  readonly #options: StudyOptions<P>;
  readonly #ledger = new Ledger();
  readonly #scratch: Scratch = createScratch();
  readonly #startedAt = new Map<number, number>();
  #closed = false;

  /** Private in effect: {@link createStudy} reads what the storage has. */
  constructor(options: StudyOptions<P>) {
    this.#options = options;
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

  /** All trials, by number. */
  get trials(): readonly Trial<P>[] {
    return [...this.#ledger.trials] as Trial<P>[];
  }

  get history(): History {
    return historyOf(this.#ledger.trials, this.#options.direction);
  }

  /** The best complete trial, the first of equals. */
  get incumbent(): Trial<P> | undefined {
    const best = this.history.incumbent;
    return best && (this.#ledger.trial(best.number) as Trial<P>);
  }

  /** How many full evaluations the budget still allows; Infinity without one. */
  get remaining(): number {
    const trials = this.#options.budget?.trials ?? Infinity;
    const byTrials = trials - [...this.#ledger.trials].filter(counts).length;
    return Math.min(byTrials, trialsWithinSteps(this.#ledger.trials, this.#options.budget));
  }

  /** Takes in what the storage has and this study has not seen. */
  async refresh(): Promise<void> {
    const { storage, name } = this.#options;
    let place = this.#ledger.version;
    for await (const fact of storage.read(name, place)) this.#ledger.apply(place++, fact);
  }

  /**
   * Asks the strategy for up to `count` points and stores them as running trials. Compare-and-swap:
   * where another process was quicker, the suggestion is made again from what it left.
   * @returns fewer than `count`, or none, when the finite space is used up
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
      const before = clock();
      const first = this.#ledger.size + 1;
      const suggestions = await this.#suggest(first, count, signal);
      if (suggestions.length === 0) return [];
      const suggestSeconds = (clock() - before) / 1000 / suggestions.length;
      const facts = suggestions.map((suggestion, index) =>
        this.#started(first + index, suggestion, suggestSeconds),
      );
      if (!(await this.#append(facts))) continue;
      for (const { number } of facts) this.#startedAt.set(number, clock());
      return facts.map(({ number }) => this.#ledger.trial(number) as Trial<P>);
    }
  }

  /**
   * Stores what came of a trial. The same outcome again is silent.
   * @returns the trial with its outcome
   * @throws STUDY_TRIAL_UNKNOWN  no such trial
   * @throws STUDY_CONFLICT  another outcome is stored already
   */
  async tell(
    { number, attempt, token }: Pick<Trial, 'number' | 'attempt' | 'token'>,
    outcome: Outcome,
  ): Promise<Trial<P>> {
    for (;;) {
      this.#assertOpen();
      const trial = this.#held(number, attempt, token);
      if (trial.outcome !== undefined) {
        if (JSON.stringify(trial.outcome) === JSON.stringify(outcome)) return trial as Trial<P>;
        throw new TuneError('STUDY_CONFLICT', {
          trial: number,
          stored: trial.outcome.state,
          told: outcome.state,
        });
      }
      const at = this.#options.clock();
      const evaluateSeconds = (at - (this.#startedAt.get(number) ?? at)) / 1000;
      const fact = { type: 'trial-ended', at, number, attempt, token, outcome, evaluateSeconds };
      if (await this.#append([fact as StudyFact])) return this.#ledger.trial(number) as Trial<P>;
    }
  }

  /**
   * Asks and tells until the budget is spent, the space is used up or the signal aborts; then the
   * running trials are cancelled and their outcomes told. A failed trial is an event, never a throw.
   */
  optimize(executor: Executor, options: OptimizeOptions = {}): AsyncGenerator<StudyEvent<P>> {
    const { clock, budget } = this.#options;
    const deadline = clock() + (budget?.seconds ?? Infinity) * 1000;
    return optimize<P>(
      {
        allowed: () => (clock() >= deadline ? 0 : this.remaining),
        incumbent: () => this.incumbent,
        ask: (count, options) => this.ask(count, options),
        begun: ({ number }) => this.#startedAt.set(number, clock()),
        report: (trial, report) => this.report(trial, report),
        tell: (trial, outcome) => this.tell(trial, outcome),
        curves: () => this.#curves(),
      },
      executor,
      options,
    );
  }

  /**
   * Stores an intermediate value of a running trial.
   * @throws STUDY_TRIAL_UNKNOWN  no such trial
   */
  async report(
    { number, attempt, token }: Pick<Trial, 'number' | 'attempt' | 'token'>,
    { step, value }: { readonly step: number; readonly value: number },
  ): Promise<void> {
    for (;;) {
      this.#assertOpen();
      this.#held(number, attempt, token);
      const at = this.#options.clock();
      if (await this.#append([{ type: 'trial-reported', at, number, step, value }])) return;
    }
  }

  /** Lets go of what the strategy keeps; the stored trials stay. */
  close(): void {
    this.#closed = true;
    this.#scratch.clear();
  }

  #curves(): Curve[] {
    const { direction } = this.#options;
    return [...this.#ledger.trials].flatMap(
      (trial) => curveOf(trial, this.#ledger.reports(trial.number), direction) ?? [],
    );
  }

  /** The trial, if it is the attempt that is spoken of. */
  #held(number: number, attempt: number, token: string): Trial {
    const trial = this.#ledger.trial(number);
    if (trial === undefined || trial.attempt !== attempt || trial.token !== token) {
      throw new TuneError('STUDY_TRIAL_UNKNOWN', { trial: number });
    }
    return trial;
  }

  async #suggest(
    first: number,
    count: number,
    signal: AbortSignal,
  ): Promise<readonly Suggestion[]> {
    const { strategy, space, seed, budget } = this.#options;
    const suggestions = await strategy.suggest({
      space: space as Space,
      history: this.history,
      count,
      ...(budget === undefined ? {} : { budget }),
      rng: createRng(hashSeed(seed, 'suggest', first)),
      scratch: this.#scratch,
      signal,
    });
    for (const { point } of suggestions) {
      const faults = space.faults(point);
      if (faults.length > 0) {
        throw new TuneError('STRATEGY_POINT_INVALID', {
          strategy: strategy.name,
          lines: [faultLines(faults).join('\n')],
        });
      }
    }
    return suggestions.slice(0, count);
  }

  #started(number: number, suggestion: Suggestion, suggestSeconds: number) {
    const { space, seed, evaluationSeed = seed, clock } = this.#options;
    const { point, fidelity, meta } = suggestion;
    const attempt = 1;
    const canonical = space.canonical(point as P);
    const replicate = this.trials.filter(
      (trial) => counts(trial) && space.canonical(trial.point) === canonical,
    ).length;
    return {
      type: 'trial-started' as const,
      at: clock(),
      number,
      attempt,
      token: hashSeed(seed, 'token', number, attempt).toString(16),
      point,
      ...(fidelity === undefined ? {} : { fidelity }),
      ...(meta === undefined ? {} : { meta }),
      seed: evaluationSeedOf(evaluationSeed, space, point as P, replicate),
      suggestSeconds,
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
      return false;
    }
    facts.forEach((fact, index) => this.#ledger.apply(expectedVersion + index, fact));
    return true;
  }

  #assertOpen(): void {
    if (this.#closed) throw new TuneError('STUDY_CLOSED', { study: this.name });
  }
}

/**
 * The seed of an evaluation: f(repeat seed, canonical point, replicate). Equal for equal points,
 * whichever strategy suggested them; independent between points.
 * @param replicate  how many times the study has evaluated the point before
 */
export function evaluationSeedOf<P extends Point>(
  seed: number,
  space: Space<P>,
  point: P,
  replicate: number,
): number {
  return hashSeed(seed, space.canonical(point), 'replicate', replicate);
}

/**
 * The study of a name: a new one, or what its storage has of it.
 * @throws STUDY_SPACE_CHANGED  the stored study searches another space
 * @throws STUDY_BUDGET_INVALID  a budget that is no whole number of at least 1
 */
export async function createStudy<P extends Point>(options: StudyOptions<P>): Promise<Study<P>> {
  const { storage, name, space, direction, strategy, seed, budget, clock } = options;
  if (budget?.trials !== undefined) wholeFrom1('budget.trials', budget.trials);
  for await (const fact of storage.read(name, 0)) {
    if (fact.type === 'study-created' && fact.fingerprint !== space.fingerprint) {
      throw new TuneError('STUDY_SPACE_CHANGED', { study: name });
    }
    const study = new Study(options);
    await study.refresh();
    return study;
  }
  const created: StudyFact = {
    type: 'study-created',
    at: clock(),
    space: space.toJSON(),
    fingerprint: space.fingerprint,
    direction,
    strategy: strategy.name,
    seed,
    ...(budget === undefined ? {} : { budget }),
  };
  await storage.append(name, [created], { expectedVersion: 0 });
  const study = new Study(options);
  await study.refresh();
  return study;
}

/** Whether a value is better than another one in a direction. */
export function isBetter(direction: Direction, value: number, than: number): boolean {
  return toLoss(direction, value) < toLoss(direction, than);
}
