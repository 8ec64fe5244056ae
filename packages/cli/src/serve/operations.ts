import type { Json } from '@tune/core';
import { finite, object, on, oneOf, optional, text, whole, type Field } from './fields.ts';
import { isObject, withoutNulls } from './request.ts';

/** The most trials that one ask gives. */
const MAX_COUNT = 1000;

/** The most trials that may be asked for and not told, in one process. */
export const MAX_UNTOLD = 10_000;

/** Parameters of a space: each costs time in every ask. */
const MAX_PARAMETERS = 1000;

const A_BILLION = 1_000_000_000;

/** The JSON of a space: the list of its parameters, or an object that holds it, as `toJSON` writes it. */
const space: Field<Json> = {
  expected: `a list of 1 to ${MAX_PARAMETERS} parameters`,
  read(value) {
    const list = isObject(value) ? value['parameters'] : value;
    const isList = Array.isArray(list) && list.length > 0 && list.length <= MAX_PARAMETERS;
    return isList ? withoutNulls(value) : undefined;
  },
};

const id = whole(1, Number.MAX_SAFE_INTEGER);

/** What each operation takes besides `op`. */
export const OPERATIONS = {
  start: {
    ...{ space, direction: oneOf('minimize', 'maximize'), seed: optional(whole(0, 2 ** 32 - 1)) },
    ...{ strategy: optional(text), options: optional(object), init: optional(whole(1, 10_000)) },
    ...{ pruner: optional(text), budget: optional(whole(1, A_BILLION)) },
    ...{ steps: optional(whole(1, A_BILLION)), storage: optional(text), name: optional(text) },
  },
  ask: { count: optional(whole(1, MAX_COUNT)) },
  report: { id, step: whole(0, Number.MAX_SAFE_INTEGER), value: finite },
  tell: { id, value: optional(finite), failed: optional(text), pruned: optional(on) },
  add: { params: object, value: optional(finite), failed: optional(text) },
  enqueue: { params: object },
  best: {},
  status: {},
  stop: {},
} as const;

export type Operation = keyof typeof OPERATIONS;
