import { createChannel } from './channel.ts';
import { TuneError } from './errors.ts';
import { evaluateJob, tookTooLong } from './evaluate.ts';
import type { Executor, ExecutorEvent, Job } from './executor.ts';
import type { Objective } from './objective.ts';
import type { Outcome } from './trial.ts';

/** A job at work: whatever ends it first decides, the rest is silent. */
interface Running {
  readonly abort: AbortController;
  end(outcome: Outcome): void;
}

/**
 * Evaluates in this process, at most `slots` jobs at once. A throw, NaN or Infinity is a failed
 * trial. The objective may be a closure. A function that never returns to the event loop cannot be
 * stopped from here, neither by `cancel` nor by a time-out: for such ones there are child processes.
 */
export function inProcessExecutor(objective: Objective, { slots = 1 } = {}): Executor {
  const channel = createChannel<ExecutorEvent>();
  const running = new Map<number, Running>();
  let closed = false;

  function submit(job: Job): void {
    if (closed) return;
    const { trialId, attempt, token, timeoutMs } = job;
    const abort = new AbortController();
    let ended = false;
    const limit = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
    const end = (outcome: Outcome): void => {
      if (ended) return;
      ended = true;
      limit?.removeEventListener('abort', tooLate);
      channel.push({ type: 'ended', trialId, attempt, token, outcome });
    };
    const tooLate = (): void => {
      const reason = tookTooLong(timeoutMs!);
      end({ state: 'failed', reason });
      abort.abort(reason);
    };
    limit?.addEventListener('abort', tooLate);
    running.set(trialId, { abort, end });
    const report = (step: number, value: number, total?: number): void => {
      const of = total === undefined ? {} : { total };
      if (!ended) channel.push({ type: 'reported', trialId, step, value, ...of });
    };
    void evaluateJob(objective, job, { signal: abort.signal, report }).then(end);
  }

  return {
    slots: () => slots - running.size,
    submit,
    cancel: (trialId, reason) => running.get(trialId)?.abort.abort(reason),
    async recover(jobs) {
      // A function of a process that is gone cannot go on in this one.
      if (jobs.length > 0) {
        throw new TuneError('OBJECTIVE_NOT_LOADABLE', { objective: objective.name });
      }
    },
    async *outcomes() {
      for await (const event of channel) {
        if (event.type === 'ended') running.delete(event.trialId);
        yield event;
      }
    },
    async close(reason = 'the executor was closed') {
      closed = true;
      for (const { abort, end } of running.values()) {
        abort.abort(reason);
        // What does not listen is given up.
        end({ state: 'cancelled', reason });
      }
      channel.close();
    },
  };
}
