import { coreError } from '../errors.ts';
import { isTuneError, quote } from '../tune-error.ts';
import type { EvaluateContext, Objective } from '../objective.ts';
import type { Outcome } from '../study/trial.ts';
import type { Job, JobContext } from './executor.ts';
import { completeOutcome } from './outcome.ts';

/**
 * What comes of a job, wherever it is evaluated: a throw, NaN, Infinity and a wrong number of values
 * are a failed trial with its reason; an objective that stops because its signal aborted is a
 * cancelled one. OBJECTIVE_UNUSABLE says that no trial can be evaluated. Never rejects.
 */
export async function evaluateJob(
  objective: Pick<Objective, 'name' | 'evaluate'>,
  { point, seed, fidelity }: Pick<Job, 'point' | 'seed' | 'fidelity'>,
  { signal, report }: JobContext,
): Promise<Outcome> {
  let isOver = false;
  // A report after the end would be taken for the next trial's.
  const checked: EvaluateContext['report'] = (step, value, total) => {
    if (isOver) return;
    checkReport(objective.name, step, value, total);
    report(step, value, total);
  };
  const context: EvaluateContext =
    fidelity === undefined
      ? { seed, signal, report: checked }
      : { seed, fidelity, signal, report: checked };
  try {
    // A copy: what the objective does to its point must not change the trial.
    const result = await objective.evaluate({ ...point }, context);
    return completeOutcome(
      'the objective returned',
      typeof result === 'number' ? [result] : result,
    );
  } catch (error) {
    if (signal.aborted) return { state: 'cancelled', reason: reasonOf(signal.reason) };
    const reason = reasonOf(error);
    const stack = stackOf(error);
    return {
      state: 'failed',
      reason,
      ...(isTuneError(error, 'OBJECTIVE_UNUSABLE') ? { endsSearch: true } : {}),
      ...(stack === undefined ? {} : { stack }),
    };
  } finally {
    isOver = true;
  }
}

/** The author of an objective learns of it where it reported: the trial fails, unless it is caught. */
function checkReport(objective: string, step: unknown, value: unknown, total: unknown): void {
  const isStep = (it: unknown) => typeof it === 'number' && Number.isFinite(it) && it >= 0;
  if (isStep(step) && typeof value === 'number' && (total === undefined || isStep(total))) return;
  const came = [step, value, ...(total === undefined ? [] : [total])].map(quote).join(', ');
  throw coreError('OBJECTIVE_REPORT_INVALID', { objective, came });
}

/** A thrown thing, or the reason of a signal, as a sentence. */
export function reasonOf(error: unknown): string {
  try {
    if (error instanceof Error) return String(error.message) || String(error.name);
    return typeof error === 'string' ? error : `the objective threw ${quote(error)}`;
  } catch {
    return 'the objective threw something that cannot be shown';
  }
}

function stackOf(error: unknown): string | undefined {
  try {
    return error instanceof Error && typeof error.stack === 'string' ? error.stack : undefined;
  } catch {
    return undefined;
  }
}

/** Why a trial that took too long has failed. */
export const timeoutReason = (timeoutMs: number): string =>
  `the evaluation took longer than ${timeoutMs / 1000} s`;
