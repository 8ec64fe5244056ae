import type { TuneError } from '@tune/core';
import { reasonOf } from '@tune/core/plugin';
import { cliError } from '../errors.ts';
import { placeOf } from './load-module.ts';

/** What an executor of a person did wrong, with its name and, of something that it threw, the place. */
export function executorFailed(source: string, what: string, error?: unknown): TuneError {
  if (error === undefined) return cliError('CLI_EXECUTOR_FAILED', { source, reason: what });
  const place = placeOf(error, '');
  const thrown = reasonOf(error, 'it').replace(/\.$/, '');
  const reason = `${what}: ${thrown}${place === undefined ? '' : ` (${place})`}`;
  return cliError('CLI_EXECUTOR_FAILED', { source, reason }, { cause: error });
}
