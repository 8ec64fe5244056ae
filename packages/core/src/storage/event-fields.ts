import { isDirection } from '../direction.ts';
import { quote } from '../tune-error.ts';
import type { StudyEvent } from '../events/events.ts';

/** Says what is wrong with a value, if anything is; `path` is its place in the event. */
type Check = (value: unknown, path: string) => string | undefined;
type Fields = Readonly<Record<string, Check>>;

/** JSON nested deeper than this is not read: what walks it later would run out of stack. */
const MAX_DEPTH = 100;

const expected = (what: string, path: string, came: unknown): string =>
  `expected ${what} for ${path}, but got ${shorten(quote(came))}`;

const shorten = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}...` : text);

const check =
  (what: string, accepts: (value: unknown) => boolean): Check =>
  (value, path) =>
    accepts(value) ? undefined : expected(what, path, value);

const optional =
  (of: Check): Check =>
  (value, path) =>
    value === undefined ? undefined : of(value, path);

const whole = (least: number, most = Number.MAX_SAFE_INTEGER): Check =>
  check(
    `a whole number of at least ${least}${most === Number.MAX_SAFE_INTEGER ? '' : `, at most ${most}`}`,
    (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  );

const isFinite = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

const any: Check = (value, path) =>
  value === undefined ? expected('JSON', path, value) : undefined;
const text = check('a string', (value) => typeof value === 'string');
const filled = check(
  'a string that is not empty',
  (value) => typeof value === 'string' && value !== '',
);
const flag = check('true or false', (value) => typeof value === 'boolean');
const number = check('a finite number', isFinite);
const seconds = check('a number of at least 0', (value) => isFinite(value) && value >= 0);
const share = check(
  'a number above 0, at most 1',
  (value) => isFinite(value) && value > 0 && value <= 1,
);
const seed = whole(0, 2 ** 32 - 1);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** An object with these fields and no others. */
const object =
  (fields: Fields): Check =>
  (value, path) => {
    if (!isObject(value)) return expected('an object', path, value);
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
    if (unknown !== undefined) return `${path} has no field ${shorten(quote(unknown))}`;
    return firstOf(Object.entries(fields), ([name, of]) => of(value[name], `${path}.${name}`));
  };

const listOf =
  (of: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value) || value.length === 0) return expected('a list', path, value);
    return firstOf(value.entries(), ([index, item]) => of(item, `${path}[${index}]`));
  };

/** An object with any names. */
const recordOf =
  (of: Check): Check =>
  (value, path) => {
    if (!isObject(value)) return expected('an object', path, value);
    return firstOf(Object.entries(value), ([name, item]) => of(item, `${path}.${name}`));
  };

function firstOf<T>(
  items: Iterable<T>,
  faultOf: (item: T) => string | undefined,
): string | undefined {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const identity = object({
  ...{ name: filled, preset: optional(text), options: optional(any), version: optional(text) },
});
const lease = object({
  holder: filled,
  ms: check('a number above 0', (value) => isFinite(value) && value > 0),
});
const direction = check('"minimize" or "maximize"', isDirection);
const metrics = optional(recordOf(number));
const attempt = { number: whole(1), attempt: whole(1), token: filled };

const measured = { metrics, seconds: optional(seconds) };
const COMPLETE = object({ state: any, values: listOf(number), ...measured });
const INCOMPLETE = object({
  ...{ state: any, reason: text, retryable: optional(flag), stack: optional(text) },
  ...{ value: optional(number), ...measured },
});
const OUTCOMES: Readonly<Record<string, Check>> = {
  complete: COMPLETE,
  failed: INCOMPLETE,
  pruned: INCOMPLETE,
  cancelled: INCOMPLETE,
};
const outcome: Check = (value, path) => {
  const state = isObject(value) ? value['state'] : undefined;
  const of =
    typeof state === 'string' && Object.hasOwn(OUTCOMES, state) ? OUTCOMES[state] : undefined;
  return of?.(value, path) ?? (of ? undefined : expected('an outcome', path, value));
};

/** The fields of each type of event, besides `type` and `at`. Budgets are checked by `checkBudget`. */
const EVENTS: { readonly [Type in StudyEvent['type']]: Fields } = {
  'study-created': {
    ...{ id: filled, space: any, fingerprint: text, directions: listOf(direction) },
    ...{ strategy: identity, objective: optional(identity), seed, evaluationSeed: optional(seed) },
    ...{ budget: optional(any), environment: optional(recordOf(text)) },
  },
  'budget-changed': { budget: any },
  'trial-enqueued': { number: whole(1), point: any, seed },
  'trial-started': {
    ...{ ...attempt, point: any, fidelity: optional(share), meta: optional(any), seed },
    ...{ suggestSeconds: seconds, lease: optional(lease) },
  },
  'trial-claimed': { ...attempt, lease: optional(lease) },
  'trial-ended': { ...attempt, outcome, evaluateSeconds: seconds },
  'turn-reserved': { token: filled, lease },
  'turn-released': { token: filled },
};
const TYPES: Readonly<Record<string, Check>> = Object.fromEntries(
  Object.entries(EVENTS).map(([type, fields]) => [
    type,
    object({ type: any, at: number, ...fields }),
  ]),
);

const report = object({
  ...{ number: whole(1), attempt: whole(1), step: whole(0), value: any },
});

/** What is wrong with the fields of an event, if anything is. */
export function eventFault(event: unknown): string | undefined {
  const fault = jsonFault(event, 'the event', 0);
  if (fault !== undefined) return fault;
  const type = isObject(event) ? event['type'] : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(TYPES, type)) {
    return `expected an event of a known type, but its type is ${shorten(quote(type))}`;
  }
  return TYPES[type]!(event, type);
}

/** What is wrong with the fields of a report, if anything is; its value may be any number. */
export function reportFault(value: unknown): string | undefined {
  const fault = report(value, 'report');
  if (fault !== undefined) return fault;
  const { value: reported } = value as { readonly value: unknown };
  const isNumber = reported === null || typeof reported === 'number';
  return isNumber ? undefined : expected('a number', 'report.value', reported);
}

/** What keeps a value from being plain JSON. */
function jsonFault(value: unknown, path: string, depth: number): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (isFinite(value)) return undefined;
  if (depth > MAX_DEPTH) return `${path} is nested too deeply`;
  if (Array.isArray(value)) {
    return firstOf(value, (item) => jsonFault(item, path, depth + 1));
  }
  if (!isObject(value)) return `${path} is not plain JSON`;
  return firstOf(Object.keys(value), (key) =>
    jsonFault(value[key], depth === 0 ? key : path, depth + 1),
  );
}
