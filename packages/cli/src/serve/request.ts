import type { Json } from '@tune/core';
import { cliError } from '../errors.ts';
import { invalidRequest } from './invalid-request.ts';

/** One line of a client: an object. */
export type Request = Readonly<Record<string, Json | undefined>>;

/** Objects and lists within each other: what walks them later has a stack that ends. */
const MAX_DEPTH = 32;

/** @throws CLI_REQUEST_INVALID  not JSON, not an object, nested too deeply, or with a key twice */
export function parseRequest(line: string): Request {
  let value: Json;
  try {
    value = JSON.parse(line) as Json;
  } catch {
    const hint = /\b(NaN|Infinity)\b/.test(line)
      ? ' (which has no NaN and no Infinity; tell "failed" with a reason)'
      : '';
    throw invalidRequest('a line', `an object as JSON${hint}`, line);
  }
  if (!isObject(value)) throw invalidRequest('a line', 'an object as JSON', line);
  if (keysOf(value, 1) !== colonsOf(line)) {
    throw invalidRequest('a line', 'each key once in an object', line);
  }
  return value;
}

export const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same JSON, where keys whose value is null are absent. */
export function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutNulls);
  if (!isObject(value)) return value;
  const present = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(present.map(([key, item]) => [key, withoutNulls(item)]));
}

/** How many keys there are, in all objects. */
function keysOf(value: Json, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > MAX_DEPTH) {
    const expected = `objects and lists that are at most ${MAX_DEPTH} deep`;
    throw cliError('CLI_REQUEST_INVALID', { name: 'a line', expected, came: 'deeper ones' });
  }
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const item of Object.values(value as Readonly<Record<string, Json>>)) {
    count += keysOf(item, depth + 1);
  }
  return count;
}

const [QUOTE, BACKSLASH, COLON] = [34, 92, 58];

/** How many keys are written in a text that is JSON: a key that comes twice is parsed as one. */
function colonsOf(text: string): number {
  let count = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isInString = !isInString;
    else if (isInString && code === BACKSLASH) at += 1;
    else if (!isInString && code === COLON) count += 1;
  }
  return count;
}
