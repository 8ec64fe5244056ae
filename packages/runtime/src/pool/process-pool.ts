import { isDeepStrictEqual } from 'node:util';
import {
  isTuneError,
  type EnvironmentInfo,
  type Executor,
  type Job,
  type JobContext,
  type ObjectiveReference,
  type Outcome,
  type SetupContext,
} from '@tune/core';
import {
  checkDuration,
  checkWhole,
  coreError,
  raceSignal,
  reasonOf,
  SharedJobs,
} from '@tune/core/plugin';
import { runtimeError } from '../errors.ts';
import { watchText } from '../module-text.ts';
import { sweepTempFolders } from '../temp-folders.ts';
import { checkWorkerOptions, type WorkerOptions } from './worker-options.ts';
import { WorkerQueue } from './worker-queue.ts';
import { Worker } from './worker.ts';

/** Options of {@link processPool}. */
export interface ProcessPoolOptions extends WorkerOptions {
  /** Jobs at once, each in a process of its own. */
  readonly concurrency: number;
}

/** An executor that evaluates in child processes. */
export interface ProcessPool extends Executor {
  /**
   * Starts the first process and sets up the objective in it, so that downloads and builds happen once,
   * before other processes start.
   * @throws OBJECTIVE_PROCESS_FAILED  the process died; an error of tune that the set-up throws comes through
   * @throws OBJECTIVE_CHANGED  its file was edited since the pool was made
   * @throws EXECUTOR_CLOSED
   */
  setup(context: SetupContext): Promise<readonly EnvironmentInfo[]>;
}

/**
 * Evaluates in child processes. If one crashes, hangs or fills the memory, its trial has failed and a
 * fresh process takes its place. Child processes end with this one, even if it is killed. If the file of
 * the objective was edited meanwhile, the job of the fresh process rejects with `OBJECTIVE_CHANGED`.
 *
 * The outcome of an evaluation that came to its end has the metrics `startSeconds` (from `run` to the
 * beginning of the evaluation; long if a process had to be started) and `peakMemoryBytes`.
 *
 * @throws STUDY_OPTION_INVALID
 *
 * @example
 * ```ts
 * import { processPool } from '@tune/runtime';
 * const module = import.meta.resolve('@tune/objectives/functions');
 * const pool = processPool({
 *   concurrency: 2,
 *   objective: { module, export: 'branin', version: '0.1.0', options: {} },
 * });
 * const point = { x1: Math.PI, x2: 2.275 };
 * const job = { id: 'mine/1/1', study: 'mine', trial: 1, attempt: 1, point, seed: 1 };
 * const context = { signal: new AbortController().signal, report: () => undefined };
 * const outcome = await pool.run(job, context); // complete, with a value near 0.3979
 * await pool.close();
 * ```
 */
export function processPool({ concurrency, ...options }: ProcessPoolOptions): ProcessPool {
  checkWhole('concurrency', concurrency);
  const checked = checkWorkerOptions(options);
  sweepTempFolders();
  const isChanged = watchText(checked.objective.module);
  const workers = Array.from({ length: concurrency }, () => new Worker(checked, isChanged));
  const queue = new WorkerQueue(workers);
  const jobs = new SharedJobs();
  const closing = new AbortController();
  let ready: Promise<readonly EnvironmentInfo[]> | undefined;
  /** The objective's file was edited: no further process can be started. */
  let changed: Error | undefined;
  let closed: Promise<void> | undefined;

  async function evaluate(job: Job, context: JobContext): Promise<Outcome> {
    const fault = faultOf(job, checked.objective);
    if (fault !== undefined) return { state: 'failed', reason: fault };
    try {
      return await raceSignal(() => evaluateInTurn(job, context), closing.signal);
    } catch (error) {
      if (!isTuneError(error, 'OBJECTIVE_CHANGED')) return cancelledBy(closing.signal);
      changed ??= error;
      return { state: 'cancelled', reason: error.message };
    }
  }

  async function evaluateInTurn(job: Job, context: JobContext): Promise<Outcome> {
    const worker = await queue.take(context.signal);
    if (worker === undefined) return cancelledBy(context.signal);
    try {
      return await worker.evaluate(job, context);
    } finally {
      queue.release(worker);
    }
  }

  return {
    concurrency,
    async setup(context) {
      if (closed !== undefined) throw coreError('EXECUTOR_CLOSED');
      ready ??= workers[0]!.setUp(context).catch((error: unknown) => {
        // A remedy may have been applied: the next call tries again.
        ready = undefined;
        throw error;
      });
      return ready;
    },
    async run(job, context) {
      if (closed !== undefined) throw coreError('EXECUTOR_CLOSED');
      const outcome = await jobs.run(job.id, context, (shared) => evaluate(job, shared));
      if (changed !== undefined && outcome.state === 'cancelled') throw changed;
      return outcome;
    },
    close(reason = 'the executor was closed') {
      // An error is told once.
      if (closed !== undefined) return closed.catch(() => undefined);
      closed = (async () => {
        closing.abort(reason);
        const ends = await Promise.allSettled(workers.map((worker) => worker.close(reason)));
        await jobs.settled();
        for (const end of ends) if (end.status === 'rejected') throw end.reason;
      })();
      return closed;
    },
  };
}

const cancelledBy = (signal: AbortSignal): Outcome => ({
  state: 'cancelled',
  reason: reasonOf(signal.reason),
});

/** Why a job cannot be evaluated here. */
function faultOf({ objective, timeoutMs }: Job, own: ObjectiveReference): string | undefined {
  if (objective !== undefined && !isSameObjective(objective, own)) {
    const name = `${objective.module} ${objective.export}`;
    return runtimeError('OBJECTIVE_NOT_LOADABLE', { objective: name }).message;
  }
  try {
    if (timeoutMs !== undefined) checkDuration('timeoutMs', timeoutMs, 'milliseconds');
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function isSameObjective(a: ObjectiveReference, b: ObjectiveReference): boolean {
  return isDeepStrictEqual({ isTest: false, ...a }, { isTest: false, ...b });
}
