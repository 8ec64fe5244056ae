import { coreError } from '../core-errors.ts';
import type { Choice, Fault } from './parameter/parameter.ts';

type Values = Readonly<Record<string, Choice>>;

/** A named rule that points must meet; without a predicate where a space came from JSON. */
export interface Constraint {
  readonly name: string;
  readonly predicate?: (point: never) => boolean;
}

/** What is wrong with a list of constraints, all faults at once. */
export function constraintFaults(constraints: readonly Constraint[]): Fault[] {
  const faults: Fault[] = [];
  constraints.forEach(({ name, predicate }, index) => {
    const path = `constraints[${index}]`;
    if (typeof name !== 'string' || name === '') {
      faults.push({ path, reason: 'expected a name' });
    } else if (constraints.findIndex((other) => other.name === name) !== index) {
      faults.push({ path, reason: `"${name}" is there already` });
    }
    if (predicate !== undefined && typeof predicate !== 'function') {
      faults.push({ path, reason: 'expected a function from a point to true or false' });
    }
  });
  return faults;
}

/**
 * Whether a point meets a constraint.
 * @throws SPACE_CONSTRAINT_UNKNOWN  it is a name alone
 * @throws SPACE_CONSTRAINT_FAILED  the predicate threw, or gave neither true nor false
 */
export function meets({ name, predicate }: Constraint, point: Values): boolean {
  if (predicate === undefined) {
    throw coreError('SPACE_CONSTRAINT_UNKNOWN', { constraint: name });
  }
  let verdict: unknown;
  try {
    verdict = predicate(point as never);
  } catch (cause) {
    const reason = `threw ${cause instanceof Error ? cause.message : String(cause)}`;
    throw coreError('SPACE_CONSTRAINT_FAILED', { constraint: name, point, reason }, { cause });
  }
  if (typeof verdict !== 'boolean') {
    const reason = `returned ${JSON.stringify(verdict) ?? String(verdict)}`;
    throw coreError('SPACE_CONSTRAINT_FAILED', { constraint: name, point, reason });
  }
  return verdict;
}
