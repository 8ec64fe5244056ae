import type { TuneError } from '@tune/core';
import { quote } from '@tune/core/plugin';
import { cliError } from '../errors.ts';

/** How much of a value a message quotes, in characters. */
const MAX_QUOTED = 100;

/** The error of a request: what was expected, for which key, and what came. */
export function invalidRequest(name: string, expected: string, value?: unknown): TuneError {
  return cliError('CLI_REQUEST_INVALID', { name, expected, came: came(value) });
}

function came(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = quote(value);
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text;
}
