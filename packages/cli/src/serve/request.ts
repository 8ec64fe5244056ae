import type { Json } from '@tune/core';
import { cliError } from '../errors.ts';

/** One line of a client: an object with an operation. */
export type Request = Readonly<Record<string, Json | undefined>>;

/** What a field must be: a phrase for messages, and the value, or undefined if it is something else. */
export interface Rule<T> {
  readonly expected: string;
  read(value: unknown): T | undefined;
}

export const text: Rule<string> = {
  expected: 'a text',
  read: (value) => (typeof value === 'string' ? value : undefined),
};

export const wholeFrom = (least: number): Rule<number> => ({
  expected: `a whole number of at least ${least}`,
  read: (value) =>
    Number.isSafeInteger(value) && Number(value) >= least ? Number(value) : undefined,
});

export const oneOf = (...choices: readonly string[]): Rule<string> => ({
  expected: `one of ${choices.join(', ')}`,
  read: (value) => (choices.includes(value as string) ? (value as string) : undefined),
});

/** @throws CLI_REQUEST_INVALID  the field is missing, or something else */
export function field<T>(request: Request, name: string, { expected, read }: Rule<T>): T {
  const value = read(request[name]);
  if (value === undefined) {
    throw cliError('CLI_REQUEST_INVALID', { name, expected, value: request[name] });
  }
  return value;
}

/** The same for a field that may be missing or null. */
export function optional<T>(request: Request, name: string, rule: Rule<T>): T | undefined {
  return request[name] === undefined || request[name] === null
    ? undefined
    : field(request, name, rule);
}

/** @throws CLI_REQUEST_INVALID  not JSON, or not an object */
export function parseRequest(line: string): Request {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Request;
  const expected = 'an object as JSON';
  throw cliError('CLI_REQUEST_INVALID', { name: 'a line', expected, value: line });
}
