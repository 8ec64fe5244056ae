import type { EnvironmentInfo, Outcome } from '@tune/core';
import type { ErrorMessage, FromChild } from './messages.ts';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

/**
 * A message of a child, or undefined if it is none: the code of an objective can send anything to the
 * parent of its process.
 */
export function readMessage(value: unknown): FromChild | undefined {
  if (!isFields(value) || typeof value['type'] !== 'string') return undefined;
  const check = Object.hasOwn(CHECKS, value['type'])
    ? CHECKS[value['type'] as FromChild['type']]
    : undefined;
  return check?.(value) === true ? (value as unknown as FromChild) : undefined;
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isString: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isFinite: Check = (value) => Number.isFinite(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const isInfo = (value: unknown): value is EnvironmentInfo =>
  isFields(value) && isString(value['label']) && isString(value['value']);

const isError = (value: unknown): value is ErrorMessage =>
  isFields(value) &&
  isString(value['message']) &&
  optional(isString)(value['stack']) &&
  optional(isString)(value['code']) &&
  optional(isFields)(value['details']);

const isMetrics: Check = (value) => isFields(value) && Object.values(value).every(isFinite);

function isOutcome(value: unknown): value is Outcome {
  if (!isFields(value) || !optional(isMetrics)(value['metrics'])) return false;
  const { state, values } = value;
  if (state === 'complete') {
    return Array.isArray(values) && values.length > 0 && values.every(isFinite);
  }
  const hasEnded = state === 'failed' || state === 'pruned' || state === 'cancelled';
  return hasEnded && isString(value['reason']) && optional(isString)(value['stack']);
}

const CHECKS: Readonly<Record<FromChild['type'], (message: Fields) => boolean>> = {
  progress: ({ message }) => isString(message),
  ready: ({ infos }) => Array.isArray(infos) && infos.every(isInfo),
  'setup-failed': ({ error }) => isError(error),
  reported: ({ id, step, value, total }) =>
    isString(id) && isFinite(step) && isNumber(value) && optional(isFinite)(total),
  ended: ({ id, outcome, beganAt, peakBytes, residentBytes }) =>
    isString(id) && isOutcome(outcome) && [beganAt, peakBytes, residentBytes].every(isFinite),
};
