import type { Job } from './executor.ts';
import type { EvaluateContext, Objective, Values } from './objective.ts';
import type { Outcome } from './trial.ts';

/** What an evaluation is given besides the job: everything else of its context is in there. */
export type EvaluateHooks = Pick<EvaluateContext, 'signal' | 'report'>;

/**
 * What comes of a job, wherever it is evaluated: a throw, NaN and Infinity are a failed trial with its
 * reason; an objective that stops because its signal aborted is a cancelled one. Never throws.
 */
export async function evaluateJob(
  objective: Objective,
  { point, seed, fidelity }: Pick<Job, 'point' | 'seed' | 'fidelity'>,
  { signal, report }: EvaluateHooks,
): Promise<Outcome> {
  try {
    const context = { seed, ...(fidelity === undefined ? {} : { fidelity }), signal, report };
    return outcomeOf(await objective.evaluate(point, context));
  } catch (error) {
    if (signal.aborted) return { state: 'cancelled', reason: reasonOf(signal.reason) };
    const stack = error instanceof Error ? error.stack : undefined;
    const reason = reasonOf(error);
    return { state: 'failed', reason, ...(stack === undefined ? {} : { stack }) };
  }
}

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

/** A thrown thing, or the reason of a signal, as a sentence. */
function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  return typeof error === 'string' ? error : `the objective threw ${JSON.stringify(error)}`;
}

/** Why a trial that took too long has failed. */
export const tookTooLong = (timeoutMs: number): string =>
  `the evaluation took longer than ${timeoutMs / 1000} s`;
