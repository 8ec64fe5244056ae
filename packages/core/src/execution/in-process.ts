import { coreError } from '../errors.ts';
import type { EnvironmentInfo, SetupContext } from '../environment.ts';
import type { Objective } from '../objective.ts';
import { checkDuration, checkWhole } from '../study/check-options.ts';
import type { Outcome } from '../study/trial.ts';
import { AbortHub } from './abort-hub.ts';
import { evaluateJob, reasonOf, timeoutReason } from './evaluate.ts';
import type { Executor, Job, JobContext } from './executor.ts';
import { SharedJobs } from './shared-jobs.ts';
import { startTimer } from './timer.ts';

/** Options of {@link inProcessExecutor}. */
export interface InProcessOptions {
  /** Evaluations at once. Default: 1. */
  readonly concurrency?: number;
  /** How long an aborted evaluation may take to stop before it is given up, in milliseconds. Default: 2,000. */
  readonly graceMs?: number;
}

/**
 * Evaluates in this process. The objective may be a closure. A function that never returns to the event
 * loop cannot be stopped from here; for such objectives there are child processes.
 *
 * @throws STUDY_OPTION_INVALID  concurrency or graceMs out of range
 *
 * @example
 * ```ts
 * import { defineObjective, float, inProcessExecutor } from '@tune/core';
 * const objective = defineObjective({
 *   name: 'parabola', space: { x: float(-5, 5) }, evaluate: ({ x }) => (x - 1) ** 2,
 * });
 * const executor = inProcessExecutor(objective, { concurrency: 4 });
 * const job = { id: 'mine/1/1', study: 'mine', trial: 1, attempt: 1, point: { x: 3 }, seed: 1 };
 * const context = { signal: new AbortController().signal, report: () => undefined };
 * const outcome = await executor.run(job, context); // { state: 'complete', values: [4] }
 * await executor.close();
 * ```
 */
export function inProcessExecutor(
  objective: Objective,
  { concurrency = 1, graceMs = 2000 }: InProcessOptions = {},
): Executor {
  checkWhole('concurrency', concurrency);
  checkDuration('graceMs', graceMs, 'milliseconds');
  const closing = new AbortHub();
  const jobs = new SharedJobs();
  let ready: Promise<readonly EnvironmentInfo[]> | undefined;
  let isSetUp = false;

  function setup(context: SetupContext): Promise<readonly EnvironmentInfo[]> {
    ready ??= (async () => {
      const infos = (await objective.setup?.(context)) ?? [];
      isSetUp = true;
      return infos;
    })().catch((error: unknown) => {
      // The next one tries again.
      ready = undefined;
      throw error;
    });
    return ready;
  }

  async function evaluate(job: Job, context: JobContext): Promise<Outcome> {
    try {
      if (!isSetUp) await setup({ signal: context.signal, progress: () => undefined });
    } catch (error) {
      return { state: 'failed', reason: reasonOf(error) };
    }
    return limited(objective, job, context, closing, graceMs);
  }

  return {
    concurrency,
    setup,
    async run(job, context) {
      if (closing.signal.aborted) throw coreError('EXECUTOR_CLOSED');
      return jobs.run(job.id, context, (shared) => evaluate(job, shared));
    },
    async close(reason = 'the executor was closed') {
      if (closing.signal.aborted) return;
      closing.abort(reason);
      await jobs.settled();
      if (isSetUp) await objective.dispose?.();
    },
  };
}

/** An evaluation that ends when its time is up, when it is closed, or soon after its signal aborts. */
function limited(
  objective: Objective,
  job: Job,
  { signal, report }: JobContext,
  closing: AbortHub,
  graceMs: number,
): Promise<Outcome> {
  const abort = new AbortController();
  return new Promise((resolve) => {
    const stops: (() => void)[] = [];
    let isOver = false;
    const end = (outcome: Outcome): void => {
      isOver = true;
      for (const stop of stops.splice(0)) stop();
      resolve(outcome);
    };
    // One that ignores that its time is up, or that it was closed, goes on reporting.
    const reportUntilEnd: JobContext['report'] = (...reported) => {
      if (!isOver) report(...reported);
    };
    void evaluateJob(objective, job, { signal: abort.signal, report: reportUntilEnd }).then(end);
    const stop = (): void => {
      abort.abort(signal.reason);
      const cancelled: Outcome = { state: 'cancelled', reason: reasonOf(signal.reason) };
      stops.push(startTimer(graceMs, () => end(cancelled)));
    };
    if (signal.aborted) stop();
    else {
      signal.addEventListener('abort', stop, { once: true });
      stops.push(() => signal.removeEventListener('abort', stop));
    }
    const close = (reason: unknown): void => {
      abort.abort(reason);
      end({ state: 'cancelled', reason: reasonOf(reason) });
    };
    stops.push(closing.listen(close));
    if (job.timeoutMs === undefined) return;
    const tooLong = timeoutReason(job.timeoutMs);
    stops.push(
      startTimer(job.timeoutMs, () => {
        end({ state: 'failed', reason: tooLong });
        abort.abort(tooLong);
      }),
    );
  });
}
