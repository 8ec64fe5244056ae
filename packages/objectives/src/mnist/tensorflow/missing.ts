import { TuneError } from '@tune/core';

/** No TensorFlow, in words for a person: what is wrong, and what helps. */
export function missing(reason: string, remedy: string, cause?: unknown): TuneError {
  return new TuneError('OBJECTIVE_BACKEND_MISSING', { reason, remedy }, { cause });
}
