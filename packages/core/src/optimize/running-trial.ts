import type { Job, ObjectiveReference } from '../execution/executor.ts';
import type { StudyParts } from '../study/study-parts.ts';
import type { Outcome, Report, Trial } from '../study/trial.ts';

/** A trial at work, and what is known about it. */
export interface RunningTrial {
  readonly trial: Trial;
  readonly abort: AbortController;
  last?: Report;
  /** Why it is being pruned: from then on nothing changes what it becomes. */
  pruned?: string;
}

/** Whether it can be stored: an executor may pass on anything. */
export const isReport = (step: unknown, value: unknown): boolean =>
  typeof step === 'number' && step >= 0 && step < Infinity && typeof value === 'number';

/** The job that evaluates a trial. */
export function jobOf(
  { log, options }: StudyParts,
  { number, attempt, point, fidelity, seed }: Trial,
  objective: ObjectiveReference | undefined,
  timeoutMs: number | undefined,
): Job {
  const study = log.state.created?.id ?? options.name;
  return {
    ...{
      id: `${study}/${number}/${attempt}`,
      study: options.name,
      trial: number,
      attempt,
      point,
      seed,
    },
    ...(objective === undefined ? {} : { objective }),
    ...(fidelity === undefined ? {} : { fidelity }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

/**
 * What is stored of a trial. One that was to be pruned is, even if it ended before it heard of it: else
 * it would depend on the moment, and a resumed study would not be the uninterrupted one.
 */
export function outcomeOf(outcome: Outcome, { pruned, last }: RunningTrial): Outcome {
  const steps = last === undefined ? {} : { steps: last.step };
  const metrics = { ...outcome.metrics, ...steps };
  const measured = Object.keys(metrics).length === 0 ? {} : { metrics };
  if (pruned === undefined) return { ...outcome, ...measured };
  const value = last !== undefined && Number.isFinite(last.value) ? { value: last.value } : {};
  return { state: 'pruned', reason: pruned, ...value, ...measured };
}
