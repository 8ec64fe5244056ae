import { coreError } from '../errors.ts';
import { isTuneError } from '../tune-error.ts';
import { toOutcome, withRetry } from '../execution/outcome.ts';
import { raceSignal } from '../execution/race-with-abort.ts';
import { delay, yieldToEventLoop } from '../execution/timer.ts';
import type { Evaluate, Objective } from '../objective.ts';
import { CurveRecorder } from '../pruning/curve-recorder.ts';
import type { Point } from '../space/space.ts';
import { reasonToStop } from '../study/remaining-budget.ts';
import type { Asked, Asker } from '../study/ask.ts';
import { openTarget, type Target } from './choose-executor.ts';
import { checkOptimizeOptions, type OptimizeOptions } from '../study/options.ts';
import type { StudyParts } from '../study/study-parts.ts';
import { jobOf, outcomeOf, type RunningTrial } from './running-trial.ts';
import type { EndReason, RunEvent, RunSummary } from './run-event.ts';
import type { Teller } from '../study/tell.ts';
import type { Outcome, Trial } from '../study/trial.ts';

/** How often trials of other processes are looked at, when nothing else is left to do. */
const POLL_MS = 500;

/** After so long without a pause, timers and signals get their turn: a quick objective has none. */
const PAUSE_EVERY_MS = 20;

/** One call of `optimize`: the loop that asks, evaluates and tells. */
export class OptimizeLoop<P extends Point> {
  readonly #parts: StudyParts;
  readonly #asker: Asker;
  readonly #teller: Teller;
  readonly #emitToReaders: (event: RunEvent<P>) => void;
  readonly #options: OptimizeOptions<P>;
  readonly #target: Target;
  readonly #running = new Set<RunningTrial>();
  readonly #work = new Set<Promise<void>>();
  readonly #curves: CurveRecorder | undefined;
  /** Aborted when the run is to end early. */
  readonly #stop = new AbortController();
  readonly #ended = { complete: 0, failed: 0, pruned: 0, cancelled: 0 };
  readonly #deadline: number;
  #failure: { readonly error: unknown } | undefined;
  #failuresInRow = 0;
  #begun = 0;
  /** Whether the strategy, at the last ask, had to see the end of a running trial first. */
  #isBlocked = false;
  /** How many trials have come to their end here, whatever it was. */
  #ends = 0;
  #pausedAt: number;
  #reason: EndReason = 'budget';
  #wake: () => void = () => undefined;

  constructor(
    parts: StudyParts,
    asker: Asker,
    teller: Teller,
    emit: (event: RunEvent<P>) => void,
    objective: Evaluate<P> | Objective<P>,
    options: OptimizeOptions<P>,
  ) {
    checkOptimizeOptions(options);
    const { clock, direction } = parts.options;
    this.#parts = parts;
    this.#asker = asker;
    this.#teller = teller;
    this.#emitToReaders = emit;
    this.#options = options;
    this.#target = openTarget(parts.options, objective, options);
    this.#curves =
      options.pruner === undefined ? undefined : new CurveRecorder(parts.log, direction);
    this.#deadline = clock() + (options.seconds ?? Infinity) * 1000;
    this.#pausedAt = clock();
  }

  /** Ends the run early: what is running is cancelled and waits to be run again. */
  stop(reason: unknown): void {
    if (!this.#stop.signal.aborted) this.#stop.abort(reason);
  }

  async execute(): Promise<RunSummary<P>> {
    const { signal } = this.#options;
    const { lost } = this.#parts.log.storage;
    const stopListening = [
      listen(signal, (reason) => this.stop(reason)),
      listen(lost, (reason) => this.#fail(reason)),
    ];
    try {
      await this.#loop();
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#fail(error);
    } finally {
      for (const stop of stopListening) stop();
      await Promise.all(this.#work);
      await this.#target.close().catch((error: unknown) => this.#fail(error));
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#tellEnd();
    const { complete, failed, pruned } = this.#ended;
    return { reason: this.#reason, complete, failed, pruned, best: this.#best };
  }

  get #best(): Trial<P> | undefined {
    return this.#parts.log.state.best as Trial<P> | undefined;
  }

  get #stopReason(): string | undefined {
    return reasonToStop(this.#parts.log.state, this.#parts.options);
  }

  async #loop(): Promise<void> {
    const stop = this.#stop.signal;
    const context = { signal: stop, progress: () => undefined };
    await raceSignal(() => this.#target.executor.setup?.(context), stop);
    for (;;) {
      this.#reason = this.#limitReached() ?? 'budget';
      if (stop.aborted) return;
      const free = this.#target.concurrency - this.#running.size;
      const isLimited = this.#reason !== 'budget';
      const ends = this.#ends;
      if (free > 0 && !isLimited && (await this.#begin(free))) continue;
      // A trial that ended during the ask may make the next one possible.
      if (this.#ends !== ends) continue;
      if (this.#running.size > 0) await this.#change();
      else if (isLimited || !(await this.#waitForOthers())) return this.#assertNotBlocked();
    }
  }

  /** A strategy that waits for a trial that is not run here would wait for good. */
  #assertNotBlocked(): void {
    if (!this.#isBlocked) return;
    const { log, options } = this.#parts;
    const [trial] = log.state.running;
    throw coreError('STUDY_SEQUENTIAL', { strategy: options.strategy.name, trial });
  }

  /** Why this call begins no further trial. */
  #limitReached(): EndReason | undefined {
    const { trials = Infinity, maxFailures = Infinity } = this.#options;
    if (this.#stop.signal.aborted) return 'aborted';
    if (this.#failuresInRow >= maxFailures) return 'failures';
    if (this.#begun >= trials) return 'limit';
    return this.#parts.options.clock() >= this.#deadline ? 'limit' : undefined;
  }

  /** Begins up to so many trials; false if there is none to begin now. */
  async #begin(free: number): Promise<boolean> {
    const stop = this.#stop.signal;
    const { semaphore, trials: limit = Infinity } = this.#options;
    await this.#pause();
    const release = await semaphore?.acquire(stop);
    let asked: Asked | undefined;
    try {
      await this.#curves?.refresh();
      const wanted = semaphore === undefined ? Math.min(free, limit - this.#begun) : 1;
      // What has changed while the turn was waited for counts too.
      if (this.#limitReached() === undefined) asked = await this.#asker.ask(wanted, stop);
    } finally {
      if (asked === undefined || asked.trials.length === 0) release?.();
    }
    const [first, ...others] = asked?.trials ?? [];
    this.#isBlocked = asked?.isBlocked === true;
    if (first === undefined) return false;
    this.#start(first as Trial<P>, release);
    for (const trial of others) this.#start(trial as Trial<P>, undefined);
    return true;
  }

  #start(trial: Trial<P>, release: (() => void) | undefined): void {
    const one: RunningTrial = { trial, abort: new AbortController() };
    this.#begun += 1;
    this.#running.add(one);
    this.#curves?.begin(trial);
    this.#emit({ type: 'trial-started', trial });
    const work = this.#evaluate(one)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#running.delete(one);
        this.#work.delete(work);
        this.#ends += 1;
        release?.();
        this.#wake();
      });
    this.#work.add(work);
  }

  async #evaluate(one: RunningTrial): Promise<void> {
    const { abort } = one;
    const stop = this.#stop.signal;
    const cancel = (): void => abort.abort(stop.reason);
    if (stop.aborted) cancel();
    stop.addEventListener('abort', cancel);
    try {
      await this.#tell(one, outcomeOf(await this.#run(one), one));
    } finally {
      stop.removeEventListener('abort', cancel);
    }
  }

  /** What came of a trial; an executor that fails, or gives something else, ends the search. */
  async #run(one: RunningTrial): Promise<Outcome> {
    const { trial, abort } = one;
    const job = jobOf(this.#parts, trial, this.#target.reference, this.#options.timeoutMs);
    try {
      const outcome = await this.#target.executor.run(job, {
        signal: abort.signal,
        report: (step, value, total) => this.#report(one, step, value, total),
      });
      return this.#explained(toOutcome(trial.number, outcome), abort.signal);
    } catch (error) {
      this.#fail(error);
      return { state: 'cancelled', reason: 'its executor failed' };
    }
  }

  /** A trial that its executor has cancelled by itself is tried again, a few times, as after a crash. */
  #explained(outcome: Outcome, asked: AbortSignal): Outcome {
    if (outcome.state !== 'cancelled' || asked.aborted) return outcome;
    return { ...outcome, state: 'failed', retryable: true };
  }

  async #tell({ trial }: RunningTrial, outcome: Outcome): Promise<void> {
    // What the end of the search has cut off is run again by the next one.
    const final = withRetry(outcome);
    let told: Trial<P>;
    try {
      told = await this.#store(trial, final);
    } catch (error) {
      if (!isTuneError(error, 'STUDY_TRIAL_LOST')) throw error;
      this.#emit({ type: 'trial-lost', trial: trial as Trial<P> });
      return;
    }
    const { state } = told;
    if (state !== 'waiting' && state !== 'running') this.#ended[state] += 1;
    if (outcome.state === 'failed') this.#failuresInRow += 1;
    else if (outcome.state !== 'cancelled') this.#failuresInRow = 0;
    const improved = this.#best?.number === told.number;
    this.#emit({ type: 'trial-ended', trial: told, improved });
    const { maxFailures } = this.#options;
    if (outcome.state === 'failed' && this.#failuresInRow === maxFailures) {
      this.#emit({ type: 'gave-up', failures: this.#failuresInRow });
    }
  }

  /** A fault of the storage ends the search; a second try may still save the outcome. */
  async #store(trial: Trial, outcome: Outcome): Promise<Trial<P>> {
    try {
      return (await this.#teller.tell(trial, outcome)) as Trial<P>;
    } catch (error) {
      if (isTuneError(error, 'STUDY_TRIAL_LOST')) throw error;
      this.#fail(error);
      return (await this.#teller.tell(trial, outcome)) as Trial<P>;
    }
  }

  #report(one: RunningTrial, step: number, value: number, total?: number): void {
    // Once it is being pruned or stopped, further reports come too late.
    if (one.abort.signal.aborted) return;
    const { trial } = one;
    const { number, attempt } = trial;
    one.last = { step, value };
    this.#parts.reports.add({ number, attempt, step, value });
    const of = total === undefined ? {} : { total };
    this.#emit({ type: 'trial-reported', number, step, value, ...of });
    const { pruner } = this.#options;
    const curves = this.#curves;
    if (pruner === undefined || curves === undefined) return;
    curves.add(trial, one.last);
    try {
      if (pruner.decide(curves.history(number), curves.curve(trial)) === 'keep') return;
    } catch (error) {
      return this.#fail(error);
    }
    one.pruned = `pruned by ${pruner.name} at step ${step}`;
    one.abort.abort(one.pruned);
  }

  /** Resolves when a trial ends. */
  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  /**
   * Trials of other processes may still come back: their holders may die. True if there are any, after
   * a while.
   */
  async #waitForOthers(): Promise<boolean> {
    const { log, options, heldTrials } = this.#parts;
    if (options.lease === undefined || this.#stopReason !== undefined) return false;
    const { state } = log;
    const others = [...state.running].filter(
      (number) => !heldTrials.has(state.trial(number)!.token),
    );
    if (!others.some((number) => log.state.leaseOf(number) !== undefined)) return false;
    await delay(Math.min(POLL_MS, options.lease.ms / 4), this.#stop.signal);
    return true;
  }

  /** Lets timers and signals run, if they have not for a while. */
  async #pause(): Promise<void> {
    const { clock } = this.#parts.options;
    if (clock() - this.#pausedAt < PAUSE_EVERY_MS) return;
    await yieldToEventLoop();
    this.#pausedAt = clock();
  }

  /** Why it is over, as an event and in the summary. */
  #tellEnd(): void {
    if (this.#stop.signal.aborted) this.#reason = 'aborted';
    if (this.#reason !== 'budget') return;
    const stopReason = this.#stopReason;
    if (stopReason !== undefined) {
      this.#reason = 'stopped';
      this.#emit({ type: 'stopped', reason: stopReason });
    } else if (this.#asker.isExhausted) {
      this.#reason = 'exhausted';
      this.#emit({ type: 'exhausted' });
    }
  }

  #emit(event: RunEvent<P>): void {
    this.#emitToReaders(event);
    try {
      const result: unknown = this.#options.onEvent?.(event);
      // A listener that is async cannot be waited for, but its error counts.
      if (result instanceof Promise) result.catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The search ends with this error, once nothing runs. */
  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.stop('the search ended with an error');
  }
}

/** Calls back with the reason once the signal aborts, or has. @returns ends it */
function listen(signal: AbortSignal | undefined, heard: (reason: unknown) => void): () => void {
  const abort = (): void => heard(signal!.reason);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  return () => signal?.removeEventListener('abort', abort);
}
