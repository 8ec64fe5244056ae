import { coreError } from '../errors.ts';
import { raceSignal } from '../execution/race-with-abort.ts';
import { delay, startTimer, yieldToEventLoop } from '../execution/timer.ts';
import type { Evaluate, Objective } from '../objective.ts';
import { CurveRecorder } from '../pruning/curve-recorder.ts';
import type { Point } from '../space/space.ts';
import type { Asked, Asker } from '../study/ask.ts';
import { checkOptimizeOptions, type OptimizeOptions } from '../study/options.ts';
import { mayClaim, reasonToStop } from '../study/remaining-budget.ts';
import type { StudyParts } from '../study/study-parts.ts';
import type { Teller } from '../study/tell.ts';
import type { Trial } from '../study/trial.ts';
import { openTarget, type Target } from './choose-executor.ts';
import { pollOfOthers } from './others-trials.ts';
import { RunControl } from './run-control.ts';
import type { EndReason, RunEvent, RunSummary } from './run-event.ts';
import { TrialRunner } from './trial-runner.ts';

/** After so long without a pause, timers and signals get their turn: a quick objective has none. */
const PAUSE_EVERY_MS = 20;

/** One call of `optimize`: the loop that asks, evaluates and tells. */
export class OptimizeLoop<P extends Point> {
  readonly #parts: StudyParts;
  readonly #asker: Asker;
  readonly #control: RunControl<P>;
  readonly #runner: TrialRunner<P>;
  readonly #options: OptimizeOptions<P>;
  readonly #target: Target;
  /** The trials that run here. */
  readonly #work = new Set<Promise<void>>();
  readonly #curves: CurveRecorder | undefined;
  readonly #deadline: number;
  #begun = 0;
  /** Nothing begins any more: the time of this call is up. */
  #isTimeUp = false;
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
    this.#options = options;
    this.#target = openTarget(parts.options, objective, options);
    this.#curves =
      options.pruner === undefined ? undefined : new CurveRecorder(parts.log, direction);
    const control = new RunControl<P>(emit, options.onEvent);
    this.#control = control;
    this.#runner = new TrialRunner(parts, teller, this.#target, this.#curves, control, options);
    this.#deadline = clock() + (options.seconds ?? Infinity) * 1000;
    this.#pausedAt = clock();
  }

  /** Ends the run early: what is running is cancelled and waits to be run again. */
  stop(reason: unknown): void {
    this.#control.stop(reason);
  }

  async execute(): Promise<RunSummary<P>> {
    const { signal } = this.#options;
    const { lost } = this.#parts.log.storage;
    const stopListening = [
      listen(signal, (reason) => this.stop(reason)),
      listen(lost, (reason) => this.#control.fail(reason)),
    ];
    try {
      await this.#loop();
    } catch (error) {
      if (!this.#control.signal.aborted) this.#control.fail(error);
    } finally {
      for (const stop of stopListening) stop();
      await Promise.all(this.#work);
      await this.#target.close().catch((error: unknown) => this.#control.fail(error));
    }
    this.#control.assertNotFailed();
    this.#tellEnd();
    const { fallbacks, ended } = this.#runner;
    const { complete, failed, pruned } = ended;
    const best = this.#parts.log.state.best as Trial<P> | undefined;
    const more = fallbacks === undefined ? {} : { fallbacks };
    return { reason: this.#reason, complete, failed, pruned, ...more, best };
  }

  get #stopReason(): string | undefined {
    return reasonToStop(this.#parts.log.state, this.#parts.options);
  }

  /** After how long to look again at trials of others, unless none may be taken over any more. */
  get #pollMs(): number | undefined {
    const { log, options } = this.#parts;
    const { budget } = this.#options;
    return mayClaim(log.state, options, budget) ? pollOfOthers(this.#parts, budget) : undefined;
  }

  async #loop(): Promise<void> {
    const stop = this.#control.signal;
    const context = { signal: stop, progress: () => undefined };
    await raceSignal(() => this.#target.executor.setup?.(context), stop);
    for (;;) {
      const limit = this.#limitReached();
      this.#reason = limit ?? 'budget';
      if (stop.aborted) return;
      const free = this.#target.concurrency - this.#work.size;
      const isLimited = limit !== undefined;
      const ends = this.#ends;
      if (free > 0 && !isLimited && (await this.#begin(free))) continue;
      // A trial that ended during the ask may make the next one possible.
      if (this.#ends !== ends) continue;
      const pollMs = free > 0 && !isLimited ? this.#pollMs : undefined;
      if (this.#work.size > 0) await this.#change(pollMs);
      else if (pollMs === undefined) return this.#assertNotBlocked();
      else await delay(pollMs, this.#control.signal);
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
    if (this.#control.signal.aborted) return 'aborted';
    if (this.#runner.failuresInRow >= maxFailures) return 'failures';
    if (this.#begun >= trials) return 'limit';
    if (this.#isTimeUp) return 'limit';
    return this.#parts.options.clock() >= this.#deadline ? 'limit' : undefined;
  }

  /** Begins up to so many trials; false if there is none to begin now. */
  async #begin(free: number): Promise<boolean> {
    await this.#pause();
    const time = this.#openTime();
    const { semaphore, trials: limit = Infinity } = this.#options;
    let release: (() => void) | undefined;
    let asked: Asked | undefined;
    try {
      release = await semaphore?.acquire(time.signal);
      await this.#curves?.refresh(time.signal);
      const wanted = semaphore === undefined ? Math.min(free, limit - this.#begun) : 1;
      // What has changed while the turn was waited for counts too.
      if (this.#limitReached() === undefined) {
        asked = await this.#asker.ask(wanted, time.signal, this.#options.budget);
      }
    } catch (error) {
      if (!this.#isTimeUp || this.#control.signal.aborted) throw error;
    } finally {
      time.close();
      if (asked === undefined || asked.trials.length === 0) release?.();
    }
    const [first, ...others] = asked?.trials ?? [];
    this.#isBlocked = asked?.isBlocked === true;
    if (first === undefined) return this.#isTimeUp;
    this.#start(first, release);
    for (const trial of others) this.#start(trial, undefined);
    return true;
  }

  /**
   * The time in which this call can begin a trial: its signal aborts when it is up, or when the run is
   * stopped. That of a budget is not measured here but by what trials took, so it cuts nothing off.
   */
  #openTime(): { readonly signal: AbortSignal; close(): void } {
    const ms = this.#deadline - this.#parts.options.clock();
    if (ms === Infinity) return { signal: this.#control.signal, close: () => undefined };
    const abort = new AbortController();
    const ended = this.#control.abortWithRun(abort);
    const stopTimer = startTimer(Math.max(0, ms), () => {
      this.#isTimeUp = true;
      abort.abort('the time is up');
    });
    return {
      signal: abort.signal,
      close() {
        stopTimer();
        ended();
      },
    };
  }

  #start(trial: Trial, release: (() => void) | undefined): void {
    this.#begun += 1;
    const work = this.#runner.run(trial).finally(() => {
      this.#work.delete(work);
      this.#ends += 1;
      release?.();
      this.#wake();
    });
    this.#work.add(work);
  }

  /** Resolves when a trial ends, or after a time. */
  async #change(ms: number | undefined): Promise<void> {
    let stopTimer: (() => void) | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (ms !== undefined) stopTimer = startTimer(ms, resolve);
    });
    stopTimer?.();
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
    if (this.#control.signal.aborted) this.#reason = 'aborted';
    if (this.#reason !== 'budget') return;
    const stopReason = this.#stopReason;
    if (stopReason !== undefined) {
      this.#reason = 'stopped';
      this.#control.emit({ type: 'stopped', reason: stopReason });
    } else if (this.#asker.isExhausted) {
      this.#reason = 'exhausted';
      this.#control.emit({ type: 'exhausted' });
    }
  }
}

/** Calls back with the reason once the signal aborts, or has. @returns ends it */
function listen(signal: AbortSignal | undefined, heard: (reason: unknown) => void): () => void {
  const abort = (): void => heard(signal!.reason);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  return () => signal?.removeEventListener('abort', abort);
}
