import { boundedText } from '../bounded-text.ts';
import { canonicalJson } from '../canonical-json.ts';
import { coreError } from '../errors.ts';
import { quote } from '../tune-error.ts';
import type { Outcome } from '../study/trial.ts';
import { notFinite } from './not-a-number.ts';

/** What `tell` takes: a value, one value for each direction, a reason, or a whole outcome. */
export type Told = number | readonly number[] | { readonly failed: string } | Outcome;

/** One value for each direction; studies have one direction today. */
const VALUES = 1;

/** How many metrics an outcome may have, and how long their names may be. */
const MAX_METRICS = 1000;
const MAX_METRIC_NAME = 200;

type Measured = Pick<Outcome, 'metrics' | 'seconds'>;

/** A complete outcome, or a failed one with the reason why the values are none. */
export function completeOutcome(how: string, values: unknown, measured: Measured = {}): Outcome {
  const list = Array.isArray(values) ? (values as readonly unknown[]) : [values];
  const [value] = list;
  if (list.length === VALUES && isFinite(value)) {
    const complete = { state: 'complete' as const, values: Object.freeze([stored(value)]) };
    // Not spread if nothing was measured: such an object takes more memory than itself.
    const isPlain = measured.metrics === undefined && measured.seconds === undefined;
    return Object.freeze(isPlain ? complete : { ...complete, ...measured });
  }
  const fail = (reason: string): Outcome => ({ state: 'failed', reason, ...measured });
  if (list.length === 0) return fail(`${how} an empty list, not a finite number`);
  if (list.length !== VALUES) {
    return fail(`${how} ${list.length} values, but there is one direction`);
  }
  return fail(`${how} ${notFinite(value)}`);
}

const isFinite = (value: unknown): value is number => Number.isFinite(value);

/** Whether it is a duration in seconds. */
export const isSeconds = (value: unknown): value is number => isFinite(value) && value >= 0;

/** The number as a storage gives it back: JSON has no -0. */
const stored = (value: number): number => value + 0;

const ENDS = new Set<unknown>(['failed', 'pruned', 'cancelled']);

/**
 * An outcome of what was told: the one place where what is stored of a trial is checked and bounded.
 * Values that are not finite numbers make it a failed one, with a reason.
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
    return { state: 'failed', reason: boundedText(outcome['failed']) };
  }
  const { state, values, reason, retryable, stack, value } = outcome;
  const { seconds } = outcome;
  if (seconds !== undefined && !isSeconds(seconds)) {
    return fail(`its seconds are ${quote(seconds)}, not a number of at least 0`);
  }
  const measured = {
    ...metricsOf(outcome['metrics'], fail),
    ...(seconds === undefined ? {} : { seconds: stored(seconds) }),
  };
  if (state === 'complete') {
    if (!Array.isArray(values)) return fail('its values are not a list');
    return completeOutcome('told', values, measured);
  }
  if (!ENDS.has(state)) return fail(`got ${quote(told)}`);
  if (typeof reason !== 'string') return fail('its reason is not a string');
  return {
    state: state as 'failed',
    reason: boundedText(reason),
    ...(retryable === true ? { retryable } : {}),
    ...(typeof stack === 'string' ? { stack: boundedText(stack) } : {}),
    ...(isFinite(value) ? { value: stored(value) } : {}),
    ...measured,
  };
}

/** Metrics that are finite numbers; others could not be stored. */
function metricsOf(metrics: unknown, fail: (reason: string) => never): Measured {
  if (metrics === undefined) return {};
  if (typeof metrics !== 'object' || metrics === null) return fail('its metrics are not an object');
  const fault = metricsFault(metrics);
  if (fault !== undefined) return fail(fault);
  const finite = Object.entries(metrics).flatMap(([name, value]) =>
    isFinite(value) ? [[name, stored(value)] as const] : [],
  );
  return finite.length === 0 ? {} : { metrics: Object.fromEntries(finite) };
}

/** Why there are too many metrics to be stored; undefined if there are not. */
export function metricsFault(metrics: object): string | undefined {
  const names = Object.keys(metrics);
  if (names.length > MAX_METRICS) {
    return `it has ${names.length} metrics, and at most ${MAX_METRICS} are stored`;
  }
  const long = names.find(({ length }) => length > MAX_METRIC_NAME);
  if (long === undefined) return undefined;
  return `a metric has a name of ${long.length} characters, and at most ${MAX_METRIC_NAME} are stored`;
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
