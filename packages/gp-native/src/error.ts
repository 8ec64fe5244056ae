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
  GP_NOT_LOADABLE: 'The native build cannot be loaded.',
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

/** Whether `code` is an entry of the table. */
export function isGpErrorCode(code: unknown): code is GpErrorCode {
  return typeof code === 'string' && Object.hasOwn(messages, code);
}
