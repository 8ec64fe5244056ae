import type { EnvironmentInfo, Outcome } from '@tune/core';
import type { ErrorMessage, FromChild } from './messages.ts';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

/** Longer sentences and longer lists of infos are cut: they are shown to a person. */
const MAX_SENTENCE = 2000;
const MAX_INFOS = 100;

/** No measure of a process is larger, in bytes or milliseconds. */
const MAX_MEASURE = Number.MAX_SAFE_INTEGER;

/**
 * The message in a line of a child, or undefined if it is none: the code of an objective can write
 * anything to the channel of its process.
 */
export function readMessage(line: string): FromChild | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isFields(value) || typeof value['type'] !== 'string') return undefined;
  const { type } = value;
  return Object.hasOwn(READERS, type) ? READERS[type as FromChild['type']](value) : undefined;
}

/** A number as JSON has it, or as text: NaN, Infinity. */
export const writeNumber = (value: number): number | string =>
  Number.isFinite(value) ? value : String(value);

const NUMBERS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

const readNumber = (value: unknown): unknown =>
  typeof value === 'string' && Object.hasOwn(NUMBERS, value) ? NUMBERS[value] : value;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isString: Check = (value) => typeof value === 'string';
const isFinite: Check = (value) => Number.isFinite(value);
const isMeasure: Check = (value) => typeof value === 'number' && value >= 0 && value <= MAX_MEASURE;
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
  optional((code) => isString(code) && /^[A-Z][A-Z0-9_]{0,99}$/.test(code as string))(
    value['code'],
  ) &&
  optional(isFields)(value['details']);

const isDuration: Check = (value) => Number.isFinite(value) && Number(value) >= 0;
const isMetrics: Check = (value) => isFields(value) && Object.values(value).every(isFinite);

/** Only the parent prunes. */
function isOutcome(value: unknown): value is Outcome {
  if (!isFields(value) || !optional(isMetrics)(value['metrics'])) return false;
  if (!optional(isDuration)(value['seconds'])) return false;
  const { state, values } = value;
  if (state === 'complete') {
    return Array.isArray(values) && values.length > 0 && values.every(isFinite);
  }
  const hasEnded = state === 'failed' || state === 'cancelled';
  return hasEnded && isString(value['reason']) && optional(isString)(value['stack']);
}

type Read<Type> = (message: Fields) => Extract<FromChild, { type: Type }> | undefined;

const READERS: { readonly [Type in FromChild['type']]: Read<Type> } = {
  progress: ({ message }) =>
    typeof message === 'string'
      ? { type: 'progress', message: message.slice(0, MAX_SENTENCE) }
      : undefined,
  ready: ({ infos }) =>
    Array.isArray(infos) && infos.every(isInfo)
      ? { type: 'ready', infos: infos.slice(0, MAX_INFOS).map(shortened) }
      : undefined,
  'setup-failed': ({ error }) => (isError(error) ? { type: 'setup-failed', error } : undefined),
  reported(message) {
    const { id, step, total } = message;
    const value = readNumber(message['value']);
    const isRead =
      isString(id) && isFinite(step) && typeof value === 'number' && optional(isFinite)(total);
    return isRead ? ({ ...message, value } as ReturnType<Read<'reported'>>) : undefined;
  },
  ended(message) {
    const { id, outcome, beganAt, peakBytes, residentBytes, isWorn } = message;
    const isRead =
      isString(id) &&
      isOutcome(outcome) &&
      [beganAt, peakBytes, residentBytes].every(isMeasure) &&
      typeof isWorn === 'boolean';
    return isRead ? (message as unknown as ReturnType<Read<'ended'>>) : undefined;
  },
  'dispose-failed': ({ error }) => (isError(error) ? { type: 'dispose-failed', error } : undefined),
  exiting: ({ id }) => (typeof id === 'string' ? { type: 'exiting', id } : undefined),
};

const shortened = ({ label, value, affectsResults }: EnvironmentInfo): EnvironmentInfo => ({
  label: label.slice(0, MAX_SENTENCE),
  value: value.slice(0, MAX_SENTENCE),
  ...(affectsResults === true ? { affectsResults } : {}),
});
