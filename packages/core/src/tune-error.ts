import { boundedText } from './bounded-text.ts';

/** Values that a message may quote. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** Makes the sentence of a code from its details. */
export type ErrorMessage = (details: ErrorDetails) => string;

/**
 * The one error class of tune: a stable `code`, a message for people, the `details` it was made of.
 * Recognize it with {@link isTuneError}, not with `instanceof`: two copies of this package may meet.
 *
 * @example
 * ```ts
 * import { TuneError } from '@tune/core';
 * const error = new TuneError('MY_STRATEGY_TIRED', 'The strategy needs a rest.');
 * error.code; // 'MY_STRATEGY_TIRED'
 * ```
 */
export class TuneError extends Error {
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(
    code: string,
    message: string,
    { details = {}, cause }: { details?: ErrorDetails; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'TuneError';
    this.code = code;
    this.details = details;
  }
}

/**
 * Whether something is an error of tune, with this code if one is given. It looks at the name and the
 * code, so that errors of another copy of the package count too.
 *
 * @example
 * ```ts
 * import { isTuneError, TuneError } from '@tune/core';
 * isTuneError(new TuneError('A', 'a'), 'A'); // true
 * isTuneError(new Error('a')); // false
 * ```
 */
export function isTuneError(error: unknown, code?: string): error is TuneError {
  try {
    const it = error as Partial<TuneError> | null | undefined;
    if (typeof it !== 'object' || it === null) return false;
    if (it.name !== 'TuneError' || typeof it.code !== 'string') return false;
    return code === undefined || it.code === code;
  } catch {
    // Anything can be thrown, also an object whose fields throw when they are read.
    return false;
  }
}

/** Makes the errors of one package; `messages` is its table. */
export interface ErrorFactory<Code extends string> {
  (code: Code, details?: ErrorDetails, options?: { readonly cause?: unknown }): TuneError;
  readonly messages: Readonly<Record<Code, ErrorMessage>>;
}

/**
 * The errors of a package: a table from code to message. A plugin can have a table of its own.
 *
 * @example
 * ```ts
 * import { defineErrors } from '@tune/core/plugin';
 * const queueError = defineErrors({
 *   QUEUE_LOST: ({ url }) => `The queue at ${String(url)} is gone; start it again.`,
 * });
 * queueError('QUEUE_LOST', { url: 'redis://localhost' }).code; // 'QUEUE_LOST'
 * ```
 */
export function defineErrors<const Table extends Readonly<Record<string, ErrorMessage>>>(
  messages: Table,
): ErrorFactory<keyof Table & string> {
  const make = (
    code: keyof Table & string,
    details: ErrorDetails = {},
    { cause }: { readonly cause?: unknown } = {},
  ): TuneError => new TuneError(code, messages[code]!(details), { details, cause });
  return Object.assign(make, { messages });
}

/** How many characters of a value a message quotes. */
const MAX_QUOTE = 1000;

/** A value as a message quotes it, shortened; whatever the value is, this does not throw. */
export function quote(value: unknown): string {
  return shortQuote(value, MAX_QUOTE);
}

/** The same in at most so many characters. */
export const shortQuote = (value: unknown, most: number): string =>
  boundedText(textOf(value), most);

function textOf(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // It contains itself, or something that throws.
  }
  try {
    return Object.prototype.toString.call(value);
  } catch {
    return 'something that cannot be shown';
  }
}
