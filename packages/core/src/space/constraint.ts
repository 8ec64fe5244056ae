import { coreError } from '../errors.ts';
import { isPromise } from '../realms.ts';
import { quote } from '../tune-error.ts';
import { thrownText } from './messages.ts';
import { nameFault } from './name-fault.ts';
import type { Fault } from './parameter/parameter.ts';
import type { Point } from './point.ts';

/** A named rule for points; its predicate is missing if the space came from JSON without it. */
export interface Constraint {
  readonly name: string;
  readonly predicate?: (point: never) => boolean;
}

/** All faults of a list of constraints. */
export function constraintFaults(constraints: readonly Constraint[]): Fault[] {
  const faults: Fault[] = [];
  constraints.forEach(({ name, predicate }, index) => {
    const path = `constraints[${index}]`;
    const fault = nameFault(name);
    if (fault !== undefined) {
      faults.push({ path, reason: fault });
    } else if (constraints.findIndex((other) => other.name === name) !== index) {
      faults.push({ path, reason: `duplicate name "${name}"` });
    }
    if (predicate !== undefined && typeof predicate !== 'function') {
      faults.push({ path, reason: 'expected a function from a point to true or false' });
    }
  });
  return faults;
}

const NONE: readonly string[] = Object.freeze([]);

/**
 * The names of the constraints that a point violates.
 * @throws SPACE_CONSTRAINT_UNKNOWN  a constraint has no predicate
 * @throws SPACE_CONSTRAINT_FAILED  a predicate threw, or did not return a boolean
 */
export function violatedNames(constraints: readonly Constraint[], point: Point): readonly string[] {
  if (constraints.length === 0) return NONE;
  // Frozen: a predicate that writes to its point would change what the next one is asked about.
  const asked = Object.isFrozen(point) ? point : Object.freeze({ ...point });
  let names: string[] | undefined;
  for (const constraint of constraints) {
    if (!meets(constraint, asked)) (names ??= []).push(constraint.name);
  }
  return names ?? NONE;
}

function meets({ name, predicate }: Constraint, point: Point): boolean {
  if (predicate === undefined) {
    throw coreError('SPACE_CONSTRAINT_UNKNOWN', { constraint: name });
  }
  let verdict: unknown;
  try {
    verdict = predicate(point as never);
  } catch (cause) {
    const reason = `threw ${thrownText(cause)}`;
    throw coreError('SPACE_CONSTRAINT_FAILED', { constraint: name, point, reason }, { cause });
  }
  if (typeof verdict === 'boolean') return verdict;
  const reason = isAsync(verdict)
    ? 'returned a promise (it cannot be async)'
    : `returned ${quote(verdict)}`;
  throw coreError('SPACE_CONSTRAINT_FAILED', { constraint: name, point, reason });
}

/** Whether a verdict is a promise. If it rejects later, that is not the end of the process. */
function isAsync(verdict: unknown): boolean {
  if (!isPromise(verdict)) return false;
  verdict.catch(() => undefined);
  return true;
}
