import { quote } from '../tune-error.ts';
import { conditionFaults, conditionText, type Conditions } from './conditions.ts';
import { constraintFaults, type Constraint } from './constraint.ts';
import { listed } from './messages.ts';
import { nameFault } from './name-fault.ts';
import { isParameter, type AnyParameter, type Entries, type Fault } from './parameter/parameter.ts';
import type { Point } from './point.ts';

/** Faults as lines of a message. */
export function faultLines(faults: readonly Fault[]): string[] {
  return faults.map(({ path, reason }) => `  ${path}: ${reason}`);
}

/** The details of an error about faults. */
export const faultDetails = (faults: readonly Fault[]) => ({
  lines: [listed(faultLines(faults), '\n')],
  faults,
});

/** With more parameters, a point alone would take a megabyte. */
const MAX_PARAMETERS = 10_000;

/** Whether a value is a space, also one of another copy of this package. */
export const isSpace = (value: unknown): boolean =>
  typeof (value as { decode?: unknown } | null | undefined)?.decode === 'function' &&
  !isParameter(value);

/** A value of an unexpected type, as a message names it. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  if (isParameter(value)) return 'one parameter without a name';
  return isSpace(value) ? 'a space' : quote(value);
}

/** The faults of one parameter, their paths starting at the space. */
export function parameterFaults(name: string, parameter: AnyParameter): Fault[] {
  return parameter.faults().map(({ path, reason }) => ({ path: `${name}.${path}`, reason }));
}

/** All faults of the definition of a space, also of one that was written without types. */
export function definitionFaults(parameters: unknown, constraints: readonly Constraint[]): Fault[] {
  const isObject = typeof parameters === 'object' && parameters !== null;
  const isSingle = isSpace(parameters) || isParameter(parameters);
  if (!isObject || Array.isArray(parameters) || isSingle) {
    const reason = `expected an object of parameters by name, but got ${describe(parameters)}`;
    return [{ path: '.', reason }];
  }
  const entries = Object.entries(parameters as Readonly<Record<string, unknown>>);
  if (entries.length > MAX_PARAMETERS) {
    const reason = `expected at most ${MAX_PARAMETERS} parameters, but got ${entries.length}`;
    return [{ path: '.', reason }];
  }
  const faults: Fault[] = [];
  const valid: (readonly [string, AnyParameter])[] = [];
  for (const [name, parameter] of entries) {
    const fault = nameFault(name);
    if (fault !== undefined) {
      faults.push({ path: quote(name), reason: fault });
      continue;
    }
    if (isParameter(parameter)) {
      valid.push([name, parameter]);
      faults.push(...parameterFaults(name, parameter));
      continue;
    }
    const hint = isSpace(parameter) ? '; spread its parameters instead of nesting it' : '';
    const reason = `expected a parameter, such as float(0, 1), but got ${describe(parameter)}${hint}`;
    faults.push({ path: name, reason });
  }
  // Conditions can be checked only if every possible parent is a parameter.
  if (valid.length === entries.length) faults.push(...conditionFaults(valid));
  faults.push(...constraintFaults(constraints));
  if (entries.length === 0) faults.push({ path: '.', reason: 'expected at least one parameter' });
  return faults;
}

/**
 * Makes the function that reads points: each value moves to the level that it stands for, and a missing
 * value is left out. What it returns is the point itself if nothing moved, or a list of faults;
 * constraints are not checked. It runs on every suggestion: a valid point costs no allocation.
 */
export function createPointReader(
  entries: Entries,
  conditions: Conditions,
): (point: unknown) => Point | readonly Fault[] {
  const names = entries.map(([name]) => name);
  const known = new Set(names);
  const isValid = new Uint8Array(entries.length);
  return (point) => {
    if (typeof point !== 'object' || point === null || Array.isArray(point)) {
      const reason = `expected an object with a value for each parameter, but got ${describe(point)}`;
      return [{ path: '.', reason }];
    }
    const given = point as Readonly<Record<string, unknown>>;
    let moved: Record<string, unknown> | undefined;
    let hasGaps = false;
    for (let index = 0; index < entries.length; index++) {
      const [name, parameter] = entries[index]!;
      isValid[index] = 0;
      if (!Object.hasOwn(given, name)) continue;
      const value = given[name];
      if (value === undefined) {
        hasGaps = true;
        continue;
      }
      const exact: unknown = parameter.snap(value);
      if (exact === undefined) continue;
      isValid[index] = 1;
      if (!Object.is(exact, value)) (moved ??= { ...given })[name] = exact;
    }
    if (hasGaps) moved = withoutGaps(moved ?? given);
    const values = moved ?? given;
    const active = conditions.active(values);
    let faults: Fault[] | undefined;
    for (let index = 0; index < entries.length; index++) {
      if (active[index] === isValid[index]) {
        // An inactive parameter has no value, not even one that would not be valid.
        if (active[index] === 1 || !Object.hasOwn(values, names[index]!)) continue;
      }
      const [name, parameter] = entries[index]!;
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      const reason =
        active[index] === 1
          ? parameter.reject(value)
          : `exists only if ${conditionText(parameter)}`;
      const got = value === undefined ? 'nothing' : quote(value);
      (faults ??= []).push({ path: name, reason: `${reason}, but got ${got}` });
    }
    for (const name in values) {
      if (known.has(name) || !Object.hasOwn(values, name)) continue;
      const reason = `unknown parameter; the parameters are ${listed(names)}`;
      (faults ??= []).push({ path: quotedPath(name), reason });
    }
    return faults ?? (values as Point);
  };
}

/** The same values without those that are undefined. */
const withoutGaps = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** A name that a point gives may be anything, also a text of megabytes. */
const quotedPath = (name: string): string => (nameFault(name) === undefined ? name : quote(name));
