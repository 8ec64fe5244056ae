/** The first sentence of every message, by code. Details of the failed call follow it. */
const messages = {
  GP_SHAPE: 'An array has the wrong length or an option the wrong type.',
  GP_NOT_FINITE: 'A number is NaN or infinite where a finite one is needed.',
  GP_OUT_OF_RANGE: 'A number lies outside the range in which the model can be computed.',
  GP_EMPTY: 'The model has no observations yet; append at least one row first.',
  GP_NOT_POSITIVE_DEFINITE:
    'The matrix has no Cholesky factor, even with the largest jitter; raise the noise variance.',
  GP_ABORTED: 'The computation was aborted by its signal.',
  GP_BUSY: 'A fit or a maximization of this model is still running; await it first.',
  GP_DISPOSED: 'The model was disposed and can no longer be used.',
  GP_NO_MEMORY: 'The memory for the factor could not be allocated; use fewer observations.',
  GP_NOT_LOADABLE: 'No build of the model can be loaded.',
} as const;

/** The code of a {@link GpError}. */
export type GpErrorCode = keyof typeof messages;

/** Every code with its message. */
export const gpErrorMessages: Readonly<Record<GpErrorCode, string>> = messages;

/** The error class of this package. */
export class GpError extends Error {
  override readonly name = 'GpError';
  /** A key of {@link gpErrorMessages}. */
  readonly code: GpErrorCode;
  /** The name of the argument, what was expected and what was passed; plain JSON. */
  readonly details: Readonly<Record<string, unknown>>;

  /**
   * @param code - selects the first sentence of the message
   * @param hint - what was expected and what was passed, appended to that sentence
   * @param details - the same for programs
   */
  constructor(
    code: GpErrorCode,
    hint = '',
    details: Readonly<Record<string, unknown>> = {},
    options: { cause?: unknown } = {},
  ) {
    super(hint === '' ? messages[code] : `${messages[code]} ${hint}`, options);
    this.code = code;
    this.details = details;
  }
}

/**
 * Whether something is an error of this package, with one of these codes if any are given. It looks at the name and the
 * code and not at the class: two copies of this package may meet, and so may two realms.
 *
 * @example
 *   import { GpError, isGpError } from '@tune/gp-native';
 *   isGpError(new GpError('GP_BUSY'), 'GP_BUSY', 'GP_DISPOSED'); // true
 */
export function isGpError(error: unknown, ...codes: readonly GpErrorCode[]): error is GpError {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code } = error as Partial<GpError>;
  if (name !== 'GpError' || !isGpErrorCode(code)) return false;
  return codes.length === 0 || codes.includes(code);
}

/** What an error says; whatever was thrown, also by another realm. */
export function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === 'string' && message !== '' ? message : String(error);
}

/** Whether `code` is an entry of the table. */
export function isGpErrorCode(code: unknown): code is GpErrorCode {
  return typeof code === 'string' && Object.hasOwn(messages, code);
}
