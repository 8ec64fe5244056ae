import { canonicalJson } from '../canonical-json.ts';
import { coreError } from '../errors.ts';
import { quote } from '../tune-error.ts';
import type { Outcome } from '../study/trial.ts';

/** What `tell` takes: a value, one value for each direction, a reason, or a whole outcome. */
export type Told = number | readonly number[] | { readonly failed: string } | Outcome;

/** One value for each direction; studies have one direction today. */
const VALUES = 1;

type Measured = Pick<Outcome, 'metrics'>;

/** A complete outcome, or a failed one with the reason why the values are none. */
export function completeOutcome(how: string, values: unknown, { metrics }: Measured = {}): Outcome {
  const list = Array.isArray(values) ? (values as readonly unknown[]) : [values];
  if (list.length === VALUES && Number.isFinite(list[0])) {
    const complete = { state: 'complete' as const, values: Object.freeze([list[0] as number]) };
    return metrics === undefined ? Object.freeze(complete) : { ...complete, metrics };
  }
  const fail = (reason: string): Outcome =>
    metrics === undefined ? { state: 'failed', reason } : { state: 'failed', reason, metrics };
  if (list.length === 0) return fail(`${how} an empty list, not a finite number`);
  if (list.length !== VALUES) {
    return fail(`${how} ${list.length} values, but there is one direction`);
  }
  const came = list.map((value) => (typeof value === 'string' ? quote(value) : String(value)));
  return fail(`${how} ${came.join(', ')}, not a finite number`);
}

const ENDS = new Set<unknown>(['failed', 'pruned', 'cancelled']);

/**
 * An outcome of what was told. Values that are not finite numbers make it a failed one, with a reason.
 * @throws STUDY_OUTCOME_INVALID  it is not an outcome
 */
export function toOutcome(trial: number, told: unknown): Outcome {
  const fail = (reason: string): never => {
    throw coreError('STUDY_OUTCOME_INVALID', { trial, reason });
  };
  if (typeof told === 'number' || Array.isArray(told)) return completeOutcome('told', told);
  if (typeof told !== 'object' || told === null) return fail(`got ${quote(told)}`);
  const outcome = told as Partial<Record<string, unknown>>;
  if (outcome['state'] === undefined && typeof outcome['failed'] === 'string') {
    return { state: 'failed', reason: outcome['failed'] };
  }
  const { state, values, reason, retryable, stack, value } = outcome;
  const metrics = metricsOf(outcome['metrics'], fail);
  if (state === 'complete') {
    if (!Array.isArray(values)) return fail('its values are not a list');
    return completeOutcome('told', values, metrics);
  }
  if (!ENDS.has(state)) return fail(`got ${quote(told)}`);
  if (typeof reason !== 'string') return fail('its reason is not a string');
  return {
    state: state as 'failed',
    reason,
    ...(retryable === true ? { retryable } : {}),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(typeof value === 'number' && Number.isFinite(value) ? { value } : {}),
    ...metrics,
  };
}

/** Metrics that are finite numbers; others could not be stored. */
function metricsOf(metrics: unknown, fail: (reason: string) => never): Measured {
  if (metrics === undefined) return {};
  if (typeof metrics !== 'object' || metrics === null) return fail('its metrics are not an object');
  const finite = Object.entries(metrics).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1]),
  );
  return finite.length === 0 ? {} : { metrics: Object.fromEntries(finite) };
}

/** Whether two outcomes say the same, in whichever order their fields are written. */
export function isSameOutcome(a: Outcome, b: Outcome): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** An interrupted trial waits to be run again. */
export const withRetry = (outcome: Outcome): Outcome =>
  outcome.state === 'cancelled' ? { ...outcome, retryable: true } : outcome;

/** The end of a trial that has been tried often enough. */
export function withoutRetry(outcome: Outcome): Outcome {
  if (outcome.state !== 'failed') return outcome;
  const { retryable: _retryable, ...final } = outcome;
  return final;
}
