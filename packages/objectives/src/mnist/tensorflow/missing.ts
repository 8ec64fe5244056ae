import type { TuneError } from '@tune/core';
import { objectiveError } from '../../errors.ts';

/** An OBJECTIVE_BACKEND_MISSING: what is wrong, and what helps. */
export function missing(reason: string, remedy: string, cause?: unknown): TuneError {
  return objectiveError('OBJECTIVE_BACKEND_MISSING', { reason, remedy }, { cause });
}
