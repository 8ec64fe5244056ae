import type { Job, ObjectiveReference } from '../execution/executor.ts';
import type { StudyParts } from '../study/study-parts.ts';
import type { Outcome, Report, Trial } from '../study/trial.ts';

/** A trial at work, and what is known about it. */
export interface RunningTrial {
  readonly trial: Trial;
  readonly abort: AbortController;
  /** The report with the largest step. */
  last?: Report;
  /** Why it is being pruned: from then on nothing changes what it becomes. */
  pruned?: string;
  /** Why it fails: its executor passed on a report that cannot be stored. */
  refused?: string;
  /** Its outcome is known: whatever is reported now comes too late. */
  isOver?: true;
}

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
export function outcomeOf(outcome: Outcome, { pruned, refused, last }: RunningTrial): Outcome {
  const steps = last === undefined ? {} : { steps: last.step };
  const metrics = { ...outcome.metrics, ...steps };
  const measured = Object.keys(metrics).length === 0 ? {} : { metrics };
  if (refused !== undefined) return { state: 'failed', reason: refused, ...measured };
  if (pruned === undefined) return { ...outcome, ...measured };
  const value = last !== undefined && Number.isFinite(last.value) ? { value: last.value } : {};
  return { state: 'pruned', reason: pruned, ...value, ...measured };
}
