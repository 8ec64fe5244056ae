import { TuneError } from './errors.ts';
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
  let isOver = false;
  // What is reported once it has ended would be taken for the next trial's.
  const checked: EvaluateContext['report'] = (step, value, total) => {
    if (isOver) return;
    checkReport(objective, step, value, total);
    report(step, value, total);
  };
  try {
    const context = { seed, ...(fidelity === undefined ? {} : { fidelity }), signal };
    // A copy: what the objective does to its point is not what was asked for.
    return outcomeOf(await objective.evaluate({ ...point }, { ...context, report: checked }));
  } catch (error) {
    if (signal.aborted) return { state: 'cancelled', reason: reasonOf(signal.reason) };
    const stack = error instanceof Error ? error.stack : undefined;
    const reason = reasonOf(error);
    return { state: 'failed', reason, ...(stack === undefined ? {} : { stack }) };
  } finally {
    isOver = true;
  }
}

/** Its author learns of it where he reported: the trial fails, unless he catches it. */
function checkReport({ name }: Objective, step: unknown, value: unknown, total: unknown): void {
  const isStep = (it: unknown) => typeof it === 'number' && Number.isFinite(it) && it >= 0;
  if (isStep(step) && typeof value === 'number' && (total === undefined || isStep(total))) return;
  const came = [step, value, ...(total === undefined ? [] : [total])].map(spell).join(', ');
  throw new TuneError('OBJECTIVE_REPORT_INVALID', { objective: name, came });
}

/** What a returned value says. */
const outcomeOf = (result: number | Values): Outcome =>
  finiteOutcome('the objective returned', Array.isArray(result) ? result : [result]);

/**
 * NaN, infinity and what is no number are failures with a reason, not values.
 * @param more  what else is known of the outcome
 */
export function finiteOutcome(
  how: string,
  values: unknown,
  more: { readonly metrics?: Readonly<Record<string, number>> } = {},
): Outcome {
  const list: readonly unknown[] = Array.isArray(values) ? values : [];
  const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
  if (list.length > 0 && list.every(isNumber)) {
    return { ...more, state: 'complete', values: list as number[] };
  }
  const { metrics } = more;
  const came = list.length === 0 ? 'an empty list' : list.map(String).join(', ');
  const reason = `${how} ${came}, not a finite number`;
  return { state: 'failed', reason, ...(metrics === undefined ? {} : { metrics }) };
}

/** A thrown thing, or the reason of a signal, as a sentence. */
function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  return typeof error === 'string' ? error : `the objective threw ${spell(error)}`;
}

/** As JSON, where it can be: what is thrown may contain itself, or be what JSON does not know. */
function spell(thing: unknown): string {
  try {
    return JSON.stringify(thing) ?? String(thing);
  } catch {
    return typeof thing === 'bigint' ? `${thing}n` : Object.prototype.toString.call(thing);
  }
}

/** Why a trial that took too long has failed. */
export const tookTooLong = (timeoutMs: number): string =>
  `the evaluation took longer than ${timeoutMs / 1000} s`;
