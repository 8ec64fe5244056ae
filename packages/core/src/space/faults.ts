import { quote } from '../tune-error.ts';
import { conditionFaults, conditionText, type Conditions } from './conditions.ts';
import { constraintFaults, type Constraint } from './constraint.ts';
import { isParameter, type AnyParameter, type Entries, type Fault } from './parameter/parameter.ts';

const NONE: readonly Fault[] = Object.freeze([]);

/** Faults as lines of a message. */
export function faultLines(faults: readonly Fault[]): string[] {
  return faults.map(({ path, reason }) => `  ${path}: ${reason}`);
}

/** The details of an error about faults. */
export const faultDetails = (faults: readonly Fault[]) => ({
  lines: [faultLines(faults).join('\n')],
  faults,
});

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
  const faults: Fault[] = [];
  const valid: (readonly [string, AnyParameter])[] = [];
  for (const [name, parameter] of entries) {
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
 * Makes the check of points for everything but constraints. It runs on every suggestion: a point
 * without faults costs no allocation.
 */
export function createPointCheck(
  entries: Entries,
  conditions: Conditions,
): (point: unknown) => readonly Fault[] {
  const names = entries.map(([name]) => name);
  const known = new Set(names);
  return (point) => {
    if (typeof point !== 'object' || point === null || Array.isArray(point)) {
      const reason = `expected an object with a value for each parameter, but got ${describe(point)}`;
      return [{ path: '.', reason }];
    }
    const values = point as Readonly<Record<string, unknown>>;
    const active = conditions.active(values);
    let faults: Fault[] | undefined;
    for (let index = 0; index < entries.length; index++) {
      const [name, parameter] = entries[index]!;
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      let reason: string | undefined;
      if (active[index] === 1) reason = parameter.reject(value);
      else if (value !== undefined) reason = `exists only if ${conditionText(parameter)}`;
      if (reason === undefined) continue;
      const got = value === undefined ? 'nothing' : quote(value);
      (faults ??= []).push({ path: name, reason: `${reason}, but got ${got}` });
    }
    for (const name in values) {
      if (known.has(name) || !Object.hasOwn(values, name)) continue;
      const reason = `unknown parameter; the parameters are ${names.join(', ')}`;
      (faults ??= []).push({ path: name, reason });
    }
    return faults ?? NONE;
  };
}
