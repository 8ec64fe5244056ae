import type { Json } from '@tune/core';
import { cliError } from '../errors.ts';
import { nearest } from '@tune/core/plugin';
import { invalidRequest } from './invalid-request.ts';
import { isObject, withoutNulls, type Request } from './request.ts';

/** What a field must be: a phrase for messages, and the value, or undefined if it is something else. */
export interface Field<T> {
  readonly expected: string;
  readonly isOptional?: boolean;
  read(value: Json): T | undefined;
}

/** The fields of an operation by their names. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each field has a type of its own
export type Fields = Readonly<Record<string, Field<any>>>;

/** The values of fields. */
export type ValuesOf<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never;
};

/** The field may be missing or null. */
export const optional = <T>(field: Field<T>): Field<T | undefined> => ({
  ...field,
  isOptional: true,
});

export const text: Field<string> = {
  expected: 'a text that is not empty',
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
};

export const whole = (least: number, most: number): Field<number> => ({
  expected: `a whole number from ${shown(least)} to ${shown(most)}`,
  read: (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
      ? Number(value)
      : undefined,
});

const shown = (value: number): string => value.toLocaleString('en-US');

export const finite: Field<number> = {
  expected: 'a finite number',
  read: (value) => (Number.isFinite(value) ? Number(value) : undefined),
};

export const oneOf = <const Choice extends string>(...choices: Choice[]): Field<Choice> => ({
  expected: `one of ${choices.join(', ')}`,
  read: (value) => choices.find((choice) => choice === value),
});

/** A switch that is either on or absent. */
export const on: Field<true> = {
  expected: 'true',
  read: (value) => (value === true ? value : undefined),
};

export const object: Field<Readonly<Record<string, Json>>> = {
  expected: 'an object',
  read: (value) =>
    isObject(value) ? (withoutNulls(value) as Readonly<Record<string, Json>>) : undefined,
};

/**
 * The values of the fields of a request.
 * @throws CLI_REQUEST_KEY_UNKNOWN  another key than `op` and the fields, also if its value is null
 * @throws CLI_REQUEST_INVALID  a field is missing, or something else
 */
export function readFields<F extends Fields>(op: string, request: Request, fields: F): ValuesOf<F> {
  for (const key of Object.keys(request)) {
    if (key === 'op' || Object.hasOwn(fields, key)) continue;
    const known = Object.keys(fields);
    throw cliError('CLI_REQUEST_KEY_UNKNOWN', { op, key, known, nearest: nearest(key, known) });
  }
  const values: Record<string, unknown> = {};
  for (const name in fields) values[name] = readField(request, name, fields[name]!);
  return values as ValuesOf<F>;
}

/** @throws CLI_REQUEST_INVALID  the field is missing, or something else */
export function readField<T>(request: Request, name: string, field: Field<T>): T {
  const given = Object.hasOwn(request, name) ? request[name] : undefined;
  if ((given === undefined || given === null) && field.isOptional) return undefined as T;
  const value = given === undefined || given === null ? undefined : field.read(given);
  if (value === undefined) throw invalidRequest(name, field.expected, given);
  return value;
}
