import { createChannel } from './channel.ts';
import { TuneError } from './errors.ts';
import type { Executor, ExecutorEvent, Job } from './executor.ts';
import type { Objective, Values } from './objective.ts';
import type { Outcome } from './trial.ts';

/** What a returned value says: NaN and Infinity are failures with a reason, not values. */
function outcomeOf(result: number | Values): Outcome {
  const values: readonly unknown[] = Array.isArray(result) ? result : [result];
  const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
  if (values.length === 0 || !values.every(isNumber)) {
    const came = values.length === 0 ? 'an empty list' : values.map(String).join(', ');
    return { state: 'failed', reason: `the objective returned ${came}, not a finite number` };
  }
  return { state: 'complete', values: values as number[] };
}

function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  return typeof error === 'string' ? error : `the objective threw ${JSON.stringify(error)}`;
}

/**
 * Evaluates in this process, at most `slots` jobs at once. A throw, NaN or Infinity is a failed
 * trial. The objective may be a closure.
 */
export function inProcessExecutor(objective: Objective, { slots = 1 } = {}): Executor {
  const channel = createChannel<ExecutorEvent>();
  const running = new Map<number, AbortController>();

  async function evaluate(job: Job, controller: AbortController): Promise<Outcome> {
    const { signal } = controller;
    try {
      const result = await objective.evaluate(job.point, {
        seed: job.seed,
        ...(job.fidelity === undefined ? {} : { fidelity: job.fidelity }),
        signal,
        report: (step, value, total) =>
          channel.push({
            type: 'reported',
            trialId: job.trialId,
            step,
            value,
            ...(total === undefined ? {} : { total }),
          }),
      });
      return outcomeOf(result);
    } catch (error) {
      // An objective that stops because it was told to has not failed.
      if (signal.aborted) return { state: 'cancelled', reason: reasonOf(signal.reason) };
      return { state: 'failed', reason: reasonOf(error) };
    }
  }

  return {
    slots: () => slots - running.size,
    submit(job) {
      const controller = new AbortController();
      running.set(job.trialId, controller);
      void evaluate(job, controller).then((outcome) => {
        const { trialId, attempt, token } = job;
        channel.push({ type: 'ended', trialId, attempt, token, outcome });
      });
    },
    cancel: (trialId, reason) => running.get(trialId)?.abort(reason),
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
    async close() {
      for (const controller of running.values()) controller.abort('the executor was closed');
      channel.close();
    },
  };
}
