import {
  isTuneError,
  type EnvironmentInfo,
  type Job,
  type JobContext,
  type Outcome,
  type SetupContext,
} from '@tune/core';
import { coreError, raceSignal, reasonOf } from '@tune/core/plugin';
import { runtimeError } from '../errors.ts';
import { Child } from './child.ts';
import { runJob, type JobEnd } from './run-job.ts';
import { errorOf, setUpObjective } from './setup.ts';
import type { CheckedWorkerOptions } from './worker-options.ts';

/** How often a job is evaluated whose process was ended by the code of earlier ones. */
const MAX_RUNS = 3;

/** One place of the pool: at most one process, replaced when it died or grew, and one job at a time. */
export class Worker {
  readonly #options: CheckedWorkerOptions;
  readonly #isChanged: () => boolean;
  #child: Child | undefined;
  #ready: Promise<readonly EnvironmentInfo[]> | undefined;
  #isSetUp = false;
  #isRunning = false;
  #isClosed = false;
  /** Trials of the process, and its memory after the first. */
  #trials = 0;
  #firstResidentBytes = 0;
  /** Processes that are about to end. */
  readonly #leaving = new Set<Promise<void>>();
  /** The first error of the objective's `dispose`. */
  #disposeError: Error | undefined;

  /** @param isChanged  whether the objective's file has another text than that of the trials so far */
  constructor(options: CheckedWorkerOptions, isChanged: () => boolean) {
    this.#options = options;
    this.#isChanged = isChanged;
  }

  /** Whether its process can evaluate at once. */
  get isWarm(): boolean {
    return this.#isSetUp && this.#child?.isGone === false;
  }

  /**
   * Starts a process and sets the objective up in it, unless that is done.
   * @throws OBJECTIVE_PROCESS_FAILED, OBJECTIVE_CHANGED, EXECUTOR_CLOSED
   */
  async setUp(context?: SetupContext): Promise<readonly EnvironmentInfo[]> {
    if (this.#isClosed) throw coreError('EXECUTOR_CLOSED');
    // A process that died while it was idle is not a fault of the next trial.
    if (this.#child?.isGone === true) this.#forget();
    this.#ready ??= this.#start(context);
    return this.#ready;
  }

  /**
   * What comes of a job.
   * @throws OBJECTIVE_CHANGED
   */
  async evaluate(job: Job, context: JobContext): Promise<Outcome> {
    const askedAt = performance.timeOrigin + performance.now();
    for (let run = 1; ; run++) {
      const { outcome, isBystander } = await this.#evaluateOnce(job, context, askedAt);
      if (isBystander !== true || run === MAX_RUNS) return outcome;
    }
  }

  async #evaluateOnce(job: Job, context: JobContext, askedAt: number): Promise<JobEnd> {
    const { signal } = context;
    try {
      await raceSignal(() => this.setUp(), signal);
    } catch (error) {
      if (signal.aborted) {
        return { outcome: { state: 'cancelled', reason: reasonOf(signal.reason) } };
      }
      if (isTuneError(error, 'OBJECTIVE_CHANGED')) throw error;
      return { outcome: setUpFailed(error as Error) };
    }
    const child = this.#child!;
    this.#isRunning = true;
    const { graceMs } = this.#options;
    const end = await runJob(child, job, context, { graceMs, askedAt });
    this.#isRunning = false;
    if (this.#child === child) this.#recycle(end);
    return end;
  }

  /**
   * Kills a process that is at work; an idle one may dispose of what it holds.
   * @throws what `dispose` threw, in any process that has left
   */
  async close(reason: string): Promise<void> {
    this.#isClosed = true;
    const isIdle = this.#isSetUp && !this.#isRunning;
    const child = this.#forget();
    if (!isIdle) child?.kill(reason);
    if (child !== undefined) this.#leave(child);
    await Promise.all(this.#leaving);
    if (this.#disposeError !== undefined) throw this.#disposeError;
  }

  async #start(context: SetupContext | undefined): Promise<readonly EnvironmentInfo[]> {
    const { env, memoryLimitBytes, onOutput = () => undefined } = this.#options;
    const child = new Child({ env: { ...process.env, ...env }, memoryLimitBytes, onOutput });
    this.#child = child;
    try {
      const infos = await setUpObjective(child, this.#options, context).finally(() => {
        // Half of an edit may not even load.
        if (this.#isChanged()) throw changed(this.#options.objective.module);
      });
      if (this.#child === child) this.#isSetUp = true;
      return infos;
    } catch (error) {
      child.kill();
      if (this.#child === child) this.#leave(this.#forget()!);
      throw error;
    }
  }

  /** Lets a process go that is worn, has done its share of trials or has grown; the next job starts another. */
  #recycle({ residentBytes, isWorn }: JobEnd): void {
    if (residentBytes === undefined) return;
    const { maxTrialsPerProcess, maxGrowthBytes } = this.#options;
    this.#trials += 1;
    if (this.#trials === 1) this.#firstResidentBytes = residentBytes;
    const hasGrown = residentBytes > this.#firstResidentBytes + maxGrowthBytes;
    if (isWorn === true || this.#trials >= maxTrialsPerProcess || hasGrown)
      this.#leave(this.#forget()!);
  }

  #leave(child: Child): void {
    const { module } = this.#options.objective;
    const gone = child.end(this.#options.graceMs).then(({ disposeError }) => {
      this.#leaving.delete(gone);
      if (disposeError === undefined) return;
      this.#disposeError ??= errorOf(disposeError, (reason, stack) =>
        runtimeError('OBJECTIVE_DISPOSE_FAILED', { module, reason, stack }),
      );
    });
    this.#leaving.add(gone);
  }

  /** From here on the worker has no process. */
  #forget(): Child | undefined {
    const child = this.#child;
    this.#child = this.#ready = undefined;
    this.#isSetUp = false;
    this.#trials = 0;
    return child;
  }
}

const changed = (module: string): Error => runtimeError('OBJECTIVE_CHANGED', { module });

function setUpFailed(error: Error): Outcome {
  const { message, stack } = error;
  const hasCrashed = isTuneError(error) && error.details['hasCrashed'] === true;
  return {
    ...{ state: 'failed', reason: message },
    ...(hasCrashed ? { retryable: true } : {}),
    ...(stack === undefined ? {} : { stack }),
  };
}
