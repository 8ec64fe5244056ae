import type { Job, JobContext, Outcome } from '@tune/core';
import { reasonOf, startTimer, timeoutReason } from '@tune/core/plugin';
import type { Activity, Child } from './child.ts';

/** What came of a job, and what its process uses afterwards. */
export interface JobEnd {
  readonly outcome: Outcome;
  /** Missing if the process died. */
  readonly residentBytes?: number;
  /** The process should evaluate nothing else. */
  readonly isWorn?: boolean;
  /** The process was ended by the code of an earlier job: this one should be evaluated in another process. */
  readonly isBystander?: boolean;
}

export interface RunOptions {
  readonly graceMs: number;
  /** When the job was given to the pool: milliseconds since 1970. */
  readonly askedAt: number;
}

/**
 * Evaluates a job in a process that is set up. An abort or a time-out is first told to the process,
 * which is killed if it does not stop. Never rejects.
 */
export function runJob(
  child: Child,
  job: Job,
  { signal, report }: JobContext,
  { graceMs, askedAt }: RunOptions,
): Promise<JobEnd> {
  // A listener would not hear of an abort that came before it.
  if (signal.aborted) {
    return Promise.resolve({ outcome: { state: 'cancelled', reason: reasonOf(signal.reason) } });
  }
  return new Promise((resolve) => {
    /** Once the time is up, whatever the evaluation says. */
    let timedOut: Outcome | undefined;
    /** The outcome if cancelling requires a kill. */
    let cancelled: Outcome | undefined;
    const stops: (() => void)[] = [];
    const end = (jobEnd: JobEnd): void => {
      child.finish(activity);
      for (const stop of stops.splice(0)) stop();
      resolve(jobEnd);
    };
    const activity: Activity = {
      onMessage(message) {
        if (message.type === 'reported' && message.id === job.id) {
          if (cancelled === undefined) report(message.step, message.value, message.total);
        } else if (message.type === 'ended' && message.id === job.id) {
          const { outcome, beganAt, peakBytes, residentBytes, isWorn } = message;
          const startSeconds = Math.max(0, beganAt - askedAt) / 1000;
          const measured = { startSeconds, peakMemoryBytes: peakBytes };
          end({ outcome: withMetrics(timedOut ?? outcome, measured), residentBytes, isWorn });
        }
      },
      onExit({ reason, outputTail, hasCrashed, endedBy }) {
        const failed: Outcome = {
          ...{ state: 'failed', reason },
          // A process that died may live longer in another attempt.
          ...(hasCrashed ? { retryable: true } : {}),
          ...(outputTail === undefined ? {} : { stack: outputTail }),
        };
        const isBystander = hasCrashed && endedBy !== undefined && endedBy !== job.id;
        end({ outcome: timedOut ?? cancelled ?? failed, isBystander });
      },
    };
    const stopChild = (reason: string): void => {
      child.send({ type: 'cancel', reason });
      stops.push(startTimer(graceMs, () => child.kill()));
    };
    const cancel = (): void => {
      const reason = reasonOf(signal.reason);
      cancelled = { state: 'cancelled', reason };
      stopChild(reason);
    };
    const timeOut = (timeoutMs: number): void => {
      const reason = timeoutReason(timeoutMs);
      timedOut = { state: 'failed', reason };
      stopChild(reason);
    };

    child.begin(activity);
    child.send({ type: 'evaluate', job });
    const { timeoutMs } = job;
    if (timeoutMs !== undefined) stops.push(startTimer(timeoutMs, () => timeOut(timeoutMs)));
    signal.addEventListener('abort', cancel, { once: true });
    stops.push(() => signal.removeEventListener('abort', cancel));
  });
}

const withMetrics = (outcome: Outcome, measured: Readonly<Record<string, number>>): Outcome => ({
  ...outcome,
  metrics: { ...outcome.metrics, ...measured },
});
