import { isReport, refusedReport } from '../execution/check-report.ts';
import { metricsFault, toOutcome, withRetry } from '../execution/outcome.ts';
import type { CurveRecorder } from '../pruning/curve-recorder.ts';
import { isStopped } from '../pruning/is-stopped.ts';
import type { Point } from '../space/space.ts';
import { fallbacksOf, type Fallbacks } from '../strategy/fallbacks.ts';
import type { OptimizeOptions } from '../study/options.ts';
import type { StudyParts } from '../study/study-parts.ts';
import type { Teller } from '../study/tell.ts';
import type { Outcome, Report, Trial } from '../study/trial.ts';
import { isTuneError, TuneError } from '../tune-error.ts';
import type { Target } from './choose-executor.ts';
import type { RunControl } from './run-control.ts';
import { jobOf, outcomeOf, type RunningTrial } from './running-trial.ts';

/** Evaluates the trials of a run, stores and prunes by what they report, tells and counts how they end. */
export class TrialRunner<P extends Point> {
  readonly #parts: StudyParts;
  readonly #teller: Teller;
  readonly #target: Target;
  readonly #curves: CurveRecorder | undefined;
  readonly #control: RunControl<P>;
  readonly #options: OptimizeOptions<P>;
  /** Trials that were chosen without a model. */
  readonly #fallen: Trial[] = [];
  readonly #ended = { complete: 0, failed: 0, pruned: 0, cancelled: 0 };
  #failuresInRow = 0;

  constructor(
    parts: StudyParts,
    teller: Teller,
    target: Target,
    curves: CurveRecorder | undefined,
    control: RunControl<P>,
    options: OptimizeOptions<P>,
  ) {
    this.#parts = parts;
    this.#teller = teller;
    this.#target = target;
    this.#curves = curves;
    this.#control = control;
    this.#options = options;
  }

  /** How many trials have ended, by state. */
  get ended(): Readonly<Record<'complete' | 'failed' | 'pruned', number>> {
    return this.#ended;
  }

  get fallbacks(): Fallbacks | undefined {
    return fallbacksOf(this.#fallen);
  }

  /** How many of the latest trials failed, in a row. */
  get failuresInRow(): number {
    return this.#failuresInRow;
  }

  /** Resolves when the trial has ended and is told. */
  async run(trial: Trial): Promise<void> {
    const one: RunningTrial = { trial, abort: new AbortController() };
    let ended: (() => void) | undefined;
    try {
      if (fallbacksOf([trial]) !== undefined) this.#fallen.push(trial);
      this.#curves?.begin(trial);
      this.#control.emit({ type: 'trial-started', trial: trial as Trial<P> });
      ended = this.#control.abortWithRun(one.abort);
      const outcome = await this.#evaluate(one);
      one.isOver = true;
      const last = this.#parts.reports.finish(trial);
      if (last !== undefined) this.#take(one, last);
      await this.#tell(trial, outcomeOf(outcome, one));
    } catch (error) {
      this.#control.fail(error);
    } finally {
      ended?.();
    }
  }

  /** What came of a trial; an executor that fails, or gives something else, ends the search. */
  async #evaluate(one: RunningTrial): Promise<Outcome> {
    const { trial, abort } = one;
    const job = jobOf(this.#parts, trial, this.#target.reference, this.#options.timeoutMs);
    try {
      const outcome = await this.#target.executor.run(job, {
        signal: abort.signal,
        report: (step, value, total) => this.#report(one, step, value, total),
      });
      const checked = checkedOutcome(trial.number, outcome);
      if (checked.state === 'failed' && endsSearch(outcome)) {
        const { reason } = checked;
        this.#control.fail(new TuneError('OBJECTIVE_UNUSABLE', reason));
        return { state: 'cancelled', reason };
      }
      return explained(checked, abort.signal);
    } catch (error) {
      this.#control.fail(error);
      return { state: 'cancelled', reason: 'its executor failed' };
    }
  }

  async #tell(trial: Trial, outcome: Outcome): Promise<void> {
    // What the end of the search has cut off is run again by the next one.
    const final = withRetry(outcome);
    let told: Trial<P>;
    try {
      told = await this.#store(trial, final);
    } catch (error) {
      if (!isTuneError(error, 'STUDY_TRIAL_LOST')) throw error;
      this.#control.emit({ type: 'trial-lost', trial: trial as Trial<P> });
      return;
    }
    const { state } = told;
    if (state !== 'waiting' && state !== 'running') this.#ended[state] += 1;
    if (outcome.state === 'failed') this.#failuresInRow += 1;
    else if (outcome.state !== 'cancelled') this.#failuresInRow = 0;
    const improved = this.#parts.log.state.best?.number === told.number;
    this.#control.emit({ type: 'trial-ended', trial: told, improved });
    const { maxFailures } = this.#options;
    if (outcome.state === 'failed' && this.#failuresInRow === maxFailures) {
      this.#control.emit({ type: 'gave-up', failures: this.#failuresInRow });
    }
  }

  /** A fault of the storage ends the search; a second try may still save the outcome. */
  async #store(trial: Trial, outcome: Outcome): Promise<Trial<P>> {
    try {
      return (await this.#teller.tell(trial, outcome)) as Trial<P>;
    } catch (error) {
      if (isTuneError(error, 'STUDY_TRIAL_LOST')) throw error;
      this.#control.fail(error);
      return (await this.#teller.tell(trial, outcome)) as Trial<P>;
    }
  }

  #report(one: RunningTrial, step: number, value: number, total?: number): void {
    // Once it is being pruned or stopped, further reports come too late.
    if (one.abort.signal.aborted || one.isOver === true) return;
    if (!isReport(step, value, total)) {
      const { objective, name } = this.#parts.options;
      one.refused = refusedReport(objective?.name ?? name, step, value, total).message;
      return one.abort.abort(one.refused);
    }
    const { number, attempt } = one.trial;
    // JSON has no -0.
    const report = { number, attempt, step: step + 0, value: value + 0 };
    if (!this.#parts.reports.add(report)) return;
    const isNewest = this.#take(one, report, total);
    if (isNewest) this.#prune(one, step);
  }

  /** Takes in a report that is kept. @returns whether no earlier one has a larger step */
  #take(one: RunningTrial, { step, value }: Report, total?: number): boolean {
    const { number } = one.trial;
    const isNewest = one.last === undefined || step > one.last.step;
    if (isNewest) one.last = { step, value };
    this.#curves?.add(one.trial, { step, value });
    const of = total === undefined ? {} : { total };
    this.#control.emit({ type: 'trial-reported', number, step, value, ...of });
    return isNewest;
  }

  #prune(one: RunningTrial, step: number): void {
    const { pruner } = this.#options;
    const curves = this.#curves;
    if (pruner === undefined || curves === undefined) return;
    const { trial } = one;
    try {
      if (!isStopped(pruner, curves.history(trial.number), curves.curve(trial))) return;
    } catch (error) {
      return this.#control.fail(error);
    }
    one.pruned = `pruned by ${pruner.name} at step ${step}`;
    one.abort.abort(one.pruned);
  }
}

/**
 * What an executor gave, checked. Metrics come from the process that evaluates, so too many of them are a
 * fault of the trial and not of the executor.
 */
function checkedOutcome(trial: number, outcome: Outcome): Outcome {
  const { metrics } = (outcome as Partial<Outcome> | undefined) ?? {};
  const isObject = typeof metrics === 'object' && metrics !== null;
  const fault = isObject ? metricsFault(metrics) : undefined;
  return fault === undefined ? toOutcome(trial, outcome) : { state: 'failed', reason: fault };
}

const endsSearch = (outcome: Outcome): boolean =>
  outcome.state === 'failed' && outcome.endsSearch === true;

/** A trial that its executor has cancelled by itself is tried again, a few times, as after a crash. */
function explained(outcome: Outcome, asked: AbortSignal): Outcome {
  if (outcome.state !== 'cancelled' || asked.aborted) return outcome;
  return { ...outcome, state: 'failed', retryable: true };
}
