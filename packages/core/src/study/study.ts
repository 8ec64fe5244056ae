// Symbol.asyncDispose, for projects whose lib does not have it.
/// <reference lib="esnext.disposable" preserve="true" />
import { coreError } from '../errors.ts';
import type { Direction } from '../direction.ts';
import type { EnvironmentChange } from '../environment.ts';
import type { Told } from '../execution/outcome.ts';
import { NEVER_ABORTED } from '../execution/race-with-abort.ts';
import type { Evaluate, Objective } from '../objective.ts';
import { EventStream } from '../optimize/event-stream.ts';
import { OptimizeLoop } from '../optimize/loop.ts';
import type { RunEvent, RunSummary } from '../optimize/run-event.ts';
import { PruneCheck } from '../pruning/prune-check.ts';
import type { Pruner } from '../pruning/pruner.ts';
import type { Point, Space } from '../space/space.ts';
import { addTrial } from './add-trial.ts';
import { allowance, mayClaim, reasonToStop, remainingTrials } from './remaining-budget.ts';
import { Asker } from './ask.ts';
import { askedTrial, type AskedTrial } from './asked-trial.ts';
import type { Budget } from './budget.ts';
import { claimTrial } from './claim-trial.ts';
import { enqueuePoint } from './enqueue.ts';
import {
  checkAskOptions,
  type AskOptions,
  type OptimizeOptions,
  type RecommendOptions,
} from './options.ts';
import { recommend, type Recommendation } from './recommend.ts';
import type { StudyParts } from './study-parts.ts';
import { Teller, type AttemptOf } from './tell.ts';
import type { Report, Trial } from './trial.ts';

/** Why trials were cut off. */
const DISPOSED = 'the study was disposed';

/**
 * One search: asks a strategy for points, stores what came of them.
 *
 * @example
 * ```ts
 * import { createStudy, float } from '@tune/core';
 * import { random } from '@tune/strategies';
 * const study = await createStudy({ space: { x: float(-5, 5) }, strategy: random(), seed: 1 });
 * for (let n = 0; n < 100; n++) {
 *   const trial = await study.ask();
 *   if (trial === undefined) break;
 *   await study.tell(trial, (trial.point.x - 1) ** 2);
 * }
 * Math.round(study.best?.point.x ?? NaN); // 1
 * ```
 */
export class Study<P extends Point = Point> {
  readonly #parts: StudyParts;
  readonly #asker: Asker;
  readonly #teller: Teller;
  readonly #events = new EventStream<P>();
  #pruneCheck: PruneCheck | undefined;
  #run: { readonly end: Promise<unknown>; stop(reason: string): void } | undefined;

  /** @internal Use createStudy(), which loads the stored state first. */
  constructor(parts: StudyParts) {
    this.#parts = parts;
    this.#asker = new Asker(parts);
    this.#teller = new Teller(parts);
  }

  get name(): string {
    return this.#parts.options.name;
  }

  get space(): Space<P> {
    return this.#parts.options.space as unknown as Space<P>;
  }

  get direction(): Direction {
    return this.#parts.options.direction;
  }

  /** What all chance of the strategy comes from: give it again to repeat the search. */
  get seed(): number {
    return this.#parts.options.seed;
  }

  /** All trials, by number; the same list until something changes. */
  get trials(): readonly Trial<P>[] {
    return this.#parts.log.state.trials as readonly Trial<P>[];
  }

  /** How many trials there are; it builds none of them. */
  get size(): number {
    return this.#parts.log.state.size;
  }

  /** How many of them wait or run. */
  get pending(): number {
    const { waiting, running } = this.#parts.log.state;
    return waiting.size + running.size;
  }

  /** The best complete trial at full fidelity, the first of equals. */
  get best(): Trial<P> | undefined {
    return this.#parts.log.state.best as Trial<P> | undefined;
  }

  /** The stored budget: the one it was created with, or the latest that it was given since. */
  get budget(): Budget | undefined {
    return this.#parts.log.state.budget;
  }

  /** How many new full evaluations the budget still allows; Infinity without one. */
  get remaining(): number {
    return remainingTrials(this.#parts.log.state);
  }

  /** Why it begins no new trial although the budget would allow it; undefined while it may. */
  get stopReason(): string | undefined {
    return reasonToStop(this.#parts.log.state, this.#parts.options);
  }

  /**
   * Whether the search is over: there is nothing to ask for, and every trial has ended. Trials that wait
   * count unless a stopping rule holds or the seconds of the budget are spent: then they are not run.
   */
  get isOver(): boolean {
    const { log, options, leaseExpiry } = this.#parts;
    const { state } = log;
    if (!mayClaim(state, options)) {
      return [...state.running].every((number) => {
        const lease = state.leaseOf(number);
        return lease !== undefined && leaseExpiry.isLost(lease, state.trial(number)!.token);
      });
    }
    return this.pending === 0 && (this.#asker.isExhausted || allowance(state, options) === 0);
  }

  /** What is different from when the study was created: from here on, equal trials may differ. */
  get environmentChanges(): readonly EnvironmentChange[] {
    const { environment = {} } = this.#parts.options;
    const stored = this.#parts.log.state.created?.environment ?? {};
    return Object.entries(stored).flatMap(([label, before]) => {
      const now = environment[label];
      return now === undefined || now === before ? [] : [{ label, before, now }];
    });
  }

  /** Takes in what other processes have written. */
  sync(): Promise<void> {
    return this.#parts.log.sync();
  }

  /**
   * The next trial to evaluate, stored as running; undefined when the search is over. Waiting trials
   * (enqueued, or cut off) come first, with the same points and seeds; then the strategy is asked.
   * With `count`, up to that many trials; fewer, or none, when that is all there is.
   *
   * @throws STUDY_OPTION_INVALID  the count is not a whole number of at least 1
   * @throws STRATEGY_INVALID  the strategy gave something else than a list of at most `count` suggestions
   * @throws STRATEGY_GAVE_NOTHING  it gave none although there are points left
   * @throws STRATEGY_TIMED_OUT  it took longer than `suggestTimeoutMs`
   * @throws STRATEGY_POINT_INVALID  the strategy left the space
   * @throws STUDY_SEQUENTIAL  the strategy must see the end of a running trial first
   * @throws STUDY_CLOSED
   */
  ask(options?: { readonly signal?: AbortSignal }): Promise<AskedTrial<P> | undefined>;
  ask(options: {
    readonly count: number;
    readonly signal?: AbortSignal;
  }): Promise<readonly AskedTrial<P>[]>;
  async ask(
    options: AskOptions = {},
  ): Promise<AskedTrial<P> | undefined | readonly AskedTrial<P>[]> {
    checkAskOptions(options);
    const { count = 1, signal = NEVER_ABORTED } = options;
    const { trials, isBlocked } = await this.#asker.ask(count, signal);
    if (this.#parts.isDisposed) {
      // They were stored while the study was disposed.
      await this.#teller.releaseAll(DISPOSED);
      this.#parts.assertOpen();
    }
    if (isBlocked) {
      const [trial] = this.#parts.log.state.running;
      throw coreError('STUDY_SEQUENTIAL', { strategy: this.#parts.options.strategy.name, trial });
    }
    const asked = trials.map((trial) => this.#asked(trial));
    return options.count === undefined ? asked[0] : asked;
  }

  /**
   * Stores a point that is evaluated before the strategy is asked again; it costs the budget a trial. Once
   * a stopping rule holds, or the seconds of the budget are spent, it waits like every other trial.
   * @returns the waiting trial
   * @throws SPACE_POINT_INVALID
   * @throws STUDY_CLOSED
   */
  async enqueue(point: P): Promise<Trial<P>> {
    this.#parts.assertOpen();
    const { log, replicates, options } = this.#parts;
    const at = options.clock();
    const number = await enqueuePoint(log, replicates, options.space, point, at);
    return log.state.trial(number) as Trial<P>;
  }

  /**
   * Stores a point that was evaluated elsewhere, with what came of it: the strategy learns from it as from
   * any other trial. It costs the budget a trial, but is stored even if the budget is spent.
   * @returns the ended trial
   * @throws SPACE_POINT_INVALID
   * @throws STUDY_OUTCOME_INVALID  also for an outcome that would have to be run again
   * @throws STUDY_CLOSED
   */
  async add(point: P, told: Told): Promise<Trial<P>> {
    const number = await addTrial(this.#parts, point, told);
    return this.#parts.log.state.trial(number) as Trial<P>;
  }

  /**
   * Takes over one trial that waits, or whose process is gone, so that it can be reported on and told
   * here: {@link ask} for a trial whose number is known. A trial that runs here already stays as it is.
   * @throws STUDY_TRIAL_UNKNOWN  the study has no such trial
   * @throws STUDY_TRIAL_ENDED  it has ended
   * @throws STUDY_TRIAL_HELD  another process, which is alive, runs it
   * @throws STUDY_CLOSED
   */
  async claim(number: number): Promise<AskedTrial<P>> {
    return this.#asked(await claimTrial(this.#parts, number));
  }

  /**
   * Stores what came of a trial: a value, `{ failed: reason }`, or a whole outcome. Values that are not
   * finite numbers make it a failed trial. Telling the same outcome again changes nothing.
   * @returns the trial with its outcome
   * @throws STUDY_OUTCOME_INVALID
   * @throws STUDY_TRIAL_UNKNOWN  the study has no such trial
   * @throws STUDY_TRIAL_LOST  its lease ran out and another process took it over
   * @throws STUDY_OUTCOME_CONFLICT  another outcome is stored already
   * @throws STUDY_CLOSED
   */
  tell(asked: AttemptOf, told: Told): Promise<Trial<P>> {
    return this.#teller.tell(asked, told) as Promise<Trial<P>>;
  }

  /**
   * Stores an intermediate value of a running trial: within 100 ms, and before its outcome. Once the
   * trial has ended, another process has taken it over, or the study is disposed, it is ignored.
   * Which reports are kept is described at {@link EvaluateContext.report}.
   * @throws STUDY_OPTION_INVALID  a step that is not a whole number from 0 on, or a value that is not a number
   * @throws STUDY_TRIAL_UNKNOWN
   */
  async report(asked: AttemptOf, report: Report): Promise<void> {
    this.#teller.report(asked, report);
  }

  /**
   * Whether a pruner stops a running trial, by what it and all others have reported. For those who
   * evaluate by themselves: ask after each report, tell `{ state: 'pruned', reason }` if it does.
   * `optimize` does this by itself.
   * @throws STUDY_CLOSED
   * @throws PRUNER_INVALID  it said neither `keep` nor `stop`
   */
  shouldStop({ number }: Pick<Trial, 'number'>, pruner: Pruner): Promise<boolean> {
    this.#pruneCheck ??= new PruneCheck(this.#parts);
    return this.#pruneCheck.shouldStop(number, pruner);
  }

  /** The intermediate values of a trial's latest attempt, by their steps, of which none is there twice. */
  async reports(number: number): Promise<readonly Report[]> {
    const trial = this.#parts.log.state.trial(number);
    return trial === undefined ? [] : this.#parts.reports.read(trial);
  }

  /**
   * The point to use after all that was measured; undefined without a complete trial. Where values are
   * noisy the strategy may know a better one than that of the best value, which may have been lucky; a
   * strategy that knows none leaves it at `best`. It changes nothing, and is the same whenever it is asked.
   *
   * @example
   * ```ts
   * import { createStudy } from '@tune/core';
   * import { branin } from '@tune/objectives/functions';
   * import { bayes } from '@tune/strategies';
   * const noisy = branin({ noise: 20 });
   * const study = await createStudy({ ...noisy, name: 'choice', strategy: bayes(), seed: 1 });
   * await study.optimize(noisy, { trials: 15 });
   * const chosen = await study.recommend();
   * const earlier = await study.recommend({ trials: 10 }); // as if it had ended after ten
   * ```
   * @throws STUDY_OPTION_INVALID
   * @throws STRATEGY_POINT_INVALID  the strategy left the space
   * @throws STUDY_CLOSED
   */
  async recommend(options: RecommendOptions = {}): Promise<Recommendation<P> | undefined> {
    const recommended = await recommend(this.#parts, this.#asker, options);
    return recommended as Recommendation<P> | undefined;
  }

  /**
   * Searches until the budget is spent, the space is used up, a stopping rule says so or the signal
   * aborts. A failed trial is a stored outcome, never an exception. When it ends early, for whatever
   * reason, running trials are cancelled and wait to be run again.
   *
   * @param objective  the function to optimize, or an objective on the study's space
   * @throws STUDY_BUSY  it is being optimized already
   * @throws STUDY_CHANGED  the objective is not the one of the study: another space or direction
   * @throws STUDY_SEQUENTIAL  the strategy must see the end of a trial that is not run here
   * @throws STUDY_OPTION_INVALID, OBJECTIVE_INVALID
   * @throws STUDY_CLOSED
   */
  async optimize(
    objective: Evaluate<P> | Objective<P>,
    options: OptimizeOptions<P> = {},
  ): Promise<RunSummary<P>> {
    this.#parts.assertOpen();
    if (this.#run !== undefined) throw coreError('STUDY_BUSY', { study: this.name });
    const parts = this.#parts;
    const emit = (event: RunEvent<P>): void => this.#events.emit(event);
    try {
      const run = new OptimizeLoop<P>(parts, this.#asker, this.#teller, emit, objective, options);
      const end = run.execute();
      this.#run = { end, stop: (reason) => run.stop(reason) };
      return await end;
    } finally {
      this.#run = undefined;
      this.#events.end();
    }
  }

  /**
   * What happens from now on, until `optimize` returns or the study is disposed. A slow reader holds
   * nothing up: events wait for it. Those of a disposed study end at once.
   */
  events(): AsyncIterableIterator<RunEvent<P>> {
    return this.#events.subscribe();
  }

  /**
   * Lets go of everything it holds: trials that were asked for and not told wait to be run again. What
   * is stored stays; the storage stays open. If the storage fails, the first fault is thrown once
   * everything has been let go of; others may then take the trials over when their lease runs out.
   */
  async dispose(): Promise<void> {
    const { reports, scratch, heldTrials, timeLimit } = this.#parts;
    if (this.#parts.isDisposed) return;
    try {
      this.#run?.stop(DISPOSED);
      await this.#run?.end.catch(() => undefined);
      heldTrials.silence();
      const flushed = reports.flush();
      await flushed.catch(() => undefined);
      await this.#teller.releaseAll(DISPOSED).finally(() => flushed);
    } finally {
      this.#parts.isDisposed = true;
      this.#events.close();
      scratch.clear();
      timeLimit.release();
    }
  }

  #asked(trial: Trial): AskedTrial<P> {
    return askedTrial(trial as Trial<P>, async (step, value) =>
      this.#teller.report(trial, { step, value }),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
