import {
  ERRORS,
  tookTooLong,
  TuneError,
  type ErrorCode,
  type Fact,
  type Job,
  type ObjectiveReference,
  type Outcome,
  type SetupContext,
} from '@tune/core';
import { Child, type Death } from './child.ts';
import type { Fault, FromChild } from './messages.ts';

/** When a process is ended, and how patiently. */
export interface WorkerLimits {
  /** A process with more memory than this is killed, and its trial has failed. Default: none. */
  readonly memoryLimitBytes?: number;
  /** A process that has done so many trials is replaced by a fresh one. */
  readonly maxTrialsPerProcess: number;
  /** So is one that has so much more memory than after its first trial. */
  readonly maxGrowthBytes: number;
  /** How long something that was told to stop is waited for before its process is killed. */
  readonly graceMs: number;
  /** How long the set-up of a later process may take; the first one has somebody who watches it. */
  readonly setupTimeoutMs: number;
}

const LIMITS: WorkerLimits = {
  maxTrialsPerProcess: 500,
  maxGrowthBytes: 512 * 2 ** 20,
  graceMs: 2000,
  setupTimeoutMs: 600_000,
};

export interface WorkerOptions extends Partial<WorkerLimits> {
  readonly objective: ObjectiveReference;
  readonly threads?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly onOutput?: (text: string) => void;
}

export type Report = Pick<FromChild & { type: 'reported' }, 'step' | 'value' | 'total'>;

/** A job at work. */
interface Running {
  readonly trialId: number;
  /** What it has become in any case: its time is up. */
  verdict?: Outcome;
  /** What it becomes where the process dies of what we did. */
  onDeath?: Outcome;
  isSent: boolean;
  timer?: NodeJS.Timeout;
  readonly report: (report: Report) => void;
  readonly end: (outcome: Outcome, measured?: Readonly<Record<string, number>>) => void;
}

/** One place of the pool: a process at most, replaced where it died or grew, and one job at a time. */
export class Worker {
  readonly #options: WorkerOptions & WorkerLimits;
  #child: Child | undefined;
  #ready: Promise<readonly Fact[]> | undefined;
  #isWarm = false;
  #running: Running | undefined;
  #onSetup: ((message: FromChild) => void) | undefined;
  #onSetupDeath: ((death: Death) => void) | undefined;
  /** Processes on their way out. */
  readonly #leaving = new Set<Promise<void>>();
  #trials = 0;
  #firstResidentBytes = 0;

  constructor(options: WorkerOptions) {
    this.#options = { ...LIMITS, ...options };
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** Whether its process is set up. */
  get isWarm(): boolean {
    return this.#isWarm;
  }

  /** A process with the objective set up; started only where there is none. */
  setUp(context?: SetupContext): Promise<readonly Fact[]> {
    this.#ready ??= this.#start(context).catch((error: unknown) => {
      this.#forget()?.kill();
      throw error;
    });
    return this.#ready;
  }

  /** What comes of a job; never throws. */
  evaluate(job: Job, report: (report: Report) => void): Promise<Outcome> {
    const submitted = performance.now();
    return new Promise((resolve) => {
      let startSeconds = 0;
      const running: Running = {
        trialId: job.trialId,
        isSent: false,
        report,
        end: (outcome, measured = {}) => {
          if (this.#running !== running) return;
          this.#running = undefined;
          clearTimeout(running.timer);
          resolve({ ...outcome, metrics: { ...outcome.metrics, startSeconds, ...measured } });
        },
      };
      this.#running = running;
      const begin = (): void => {
        // Cancelled while the process started.
        if (this.#running !== running) return;
        startSeconds = (performance.now() - submitted) / 1000;
        running.isSent = true;
        this.#child?.send({ type: 'evaluate', job });
        if (job.timeoutMs !== undefined) this.#limitTime(running, job.timeoutMs);
      };
      this.setUp().then(begin, ({ message, stack }: Error) =>
        running.end({ state: 'failed', reason: message, ...(stack ? { stack } : {}) }),
      );
    });
  }

  cancel(trialId: number, reason: string): void {
    const running = this.#running;
    if (running?.trialId !== trialId) return;
    const cancelled: Outcome = { state: 'cancelled', reason };
    if (!running.isSent) return running.end(cancelled);
    running.onDeath ??= cancelled;
    this.#stop(running, reason);
  }

  /** Kills what runs, and lets what is idle dispose what it has. */
  async close(reason: string): Promise<void> {
    this.#onSetupDeath?.({ reason });
    const child = this.#forget();
    if (this.#running !== undefined) {
      child?.kill();
      this.#running.end({ state: 'cancelled', reason });
    }
    if (child !== undefined) this.#leave(child);
    await Promise.all(this.#leaving);
  }

  #limitTime(running: Running, timeoutMs: number): void {
    running.timer = setTimeout(() => {
      running.verdict = { state: 'failed', reason: tookTooLong(timeoutMs) };
      this.#stop(running, running.verdict.reason);
    }, timeoutMs);
  }

  /** Asks first, and kills what does not listen. */
  #stop(running: Running, reason: string): void {
    const child = this.#child;
    child?.send({ type: 'cancel', reason });
    clearTimeout(running.timer);
    running.timer = setTimeout(() => child?.kill(), this.#options.graceMs);
  }

  #start(context: SetupContext | undefined): Promise<readonly Fact[]> {
    const { objective, threads, env, memoryLimitBytes, onOutput, setupTimeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      let tooLate = false;
      const child = new Child({
        env: { ...process.env, ...env },
        memoryLimitBytes,
        onOutput: onOutput ?? (() => undefined),
        onMessage: (message) => {
          if (this.#child === child) this.#take(message);
        },
        onDeath: (death) => {
          if (this.#child === child) this.#died(death);
        },
      });
      this.#child = child;
      const failed = (reason: string, stack?: string) =>
        new TuneError('OBJECTIVE_PROCESS_FAILED', { reason, module: objective.module, stack });
      const timer =
        context === undefined
          ? setTimeout(() => {
              tooLate = true;
              child.kill();
            }, setupTimeoutMs)
          : undefined;
      const cancel = (): void =>
        child.send({ type: 'cancel', reason: String(context?.signal.reason) });
      context?.signal.addEventListener('abort', cancel);
      const done = (): void => {
        clearTimeout(timer);
        context?.signal.removeEventListener('abort', cancel);
        this.#onSetup = this.#onSetupDeath = undefined;
      };
      this.#onSetup = (message) => {
        if (message.type === 'progress') return context?.progress(message.message);
        done();
        if (message.type === 'ready') {
          this.#isWarm = true;
          resolve(message.facts);
        } else if (message.type === 'unready') {
          reject(errorOf(message.fault, failed));
        }
      };
      this.#onSetupDeath = ({ reason, lastWords }) => {
        done();
        const why = tooLate ? `its set-up took longer than ${setupTimeoutMs / 1000} s` : reason;
        reject(failed(why, lastWords));
      };
      child.send({ type: 'setup', objective, ...(threads === undefined ? {} : { threads }) });
    });
  }

  #take(message: FromChild): void {
    if (this.#onSetup !== undefined) return this.#onSetup(message);
    const running = this.#running;
    if (message.type === 'reported') {
      const { step, value, total } = message;
      running?.report({ step, value, ...(total === undefined ? {} : { total }) });
    }
    if (message.type === 'ended') {
      const { outcome, peakBytes, residentBytes } = message;
      this.#recycle(residentBytes);
      running?.end(running.verdict ?? outcome, { peakMemoryBytes: peakBytes });
    }
  }

  #died({ reason, lastWords }: Death): void {
    this.#forget();
    if (this.#onSetupDeath !== undefined)
      return this.#onSetupDeath({ reason, ...(lastWords === undefined ? {} : { lastWords }) });
    const running = this.#running;
    const stack = lastWords === undefined ? {} : { stack: lastWords };
    running?.end(running.verdict ?? running.onDeath ?? { state: 'failed', reason, ...stack });
  }

  /** Replaces a process that has done its share or has grown; the next one is started by the next job. */
  #recycle(residentBytes: number): void {
    const { maxTrialsPerProcess, maxGrowthBytes } = this.#options;
    this.#trials += 1;
    if (this.#trials === 1) this.#firstResidentBytes = residentBytes;
    const hasGrown = residentBytes > this.#firstResidentBytes + maxGrowthBytes;
    if (this.#trials < maxTrialsPerProcess && !hasGrown) return;
    const child = this.#forget();
    if (child !== undefined) this.#leave(child);
  }

  #leave(child: Child): void {
    const gone = child.end(this.#options.graceMs);
    this.#leaving.add(gone);
    void gone.then(() => this.#leaving.delete(gone));
  }

  /** From here on this process is nobody's; whoever needs one starts another. */
  #forget(): Child | undefined {
    const child = this.#child;
    this.#child = this.#ready = undefined;
    this.#isWarm = false;
    this.#trials = 0;
    return child;
  }
}

/** An error of ours is itself again on this side; a foreign one becomes the reason of ours. */
function errorOf(
  { message, stack, code, details }: Fault,
  failed: (reason: string, stack?: string) => TuneError,
): TuneError {
  if (code === undefined || !Object.hasOwn(ERRORS, code)) return failed(message, stack);
  return new TuneError(code as ErrorCode, details);
}
