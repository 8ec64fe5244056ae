import { quote } from '../tune-error.ts';
import { listed } from './messages.ts';
import type { AnyParameter, Choice, Column, Entries, Fault } from './parameter/parameter.ts';

/** Which parameters of a space are active, by their conditions on others. */
export interface Conditions {
  /** Indices of the parameters that depend directly on each. */
  readonly children: readonly (readonly number[])[];
  /** As columns have it. */
  readonly parents: readonly Column['parent'][];
  /** Whether the `index`-th parameter is active, given the value of its active parent. */
  holds(index: number, parentValue: unknown): boolean;
  /**
   * For each parameter 1 if it is active, else 0, given values by name. The next call reuses the
   * array: read it at once, or copy it.
   */
  active(values: Readonly<Record<string, unknown>>): Uint8Array;
}

/** When a parameter is active, for people: `optimizer is "sgd"`. */
export function conditionText({ condition }: AnyParameter): string {
  if (condition === undefined) return '';
  return `${condition.parent} is ${listed(condition.values.map(quote), ' or ')}`;
}

/** All faults of the conditions of parameters. */
export function conditionFaults(entries: Entries): Fault[] {
  const byName = new Map(entries);
  const faults: Fault[] = [];
  for (const [name, { condition }] of entries) {
    if (condition === undefined) continue;
    const path = `${name}.when`;
    const parent = byName.get(condition.parent);
    if (parent === undefined) {
      const names = listed(entries.map(([known]) => known));
      const reason = `unknown parameter ${quote(condition.parent)}; the parameters are ${names}`;
      faults.push({ path, reason });
      continue;
    }
    const depth = depthOf(name, byName);
    if (depth === Infinity) {
      const reason = `circular condition: "${condition.parent}" depends on "${name}"`;
      faults.push({ path, reason });
    } else if (depth > MAX_DEPTH) {
      const reason = `expected conditions that are at most ${MAX_DEPTH} deep, but "${name}" is deeper`;
      faults.push({ path, reason });
    }
    if (parent.levels === Infinity) {
      const reason = `expected a parameter with finitely many values, but "${condition.parent}" is continuous`;
      faults.push({ path, reason });
      continue;
    }
    if (!Array.isArray(condition.values) || condition.values.length === 0) {
      const got = quote(condition.values);
      faults.push({ path, reason: `expected a list of at least one value, but got ${got}` });
      continue;
    }
    for (const value of condition.values) {
      const reason = parent.reject(value);
      if (reason === undefined) continue;
      faults.push({ path, reason: `${condition.parent}: ${reason}, but got ${quote(value)}` });
    }
  }
  return faults;
}

/** A parameter that depends on one that depends on another ... this many times. */
const MAX_DEPTH = 100;

/** How many parameters one depends on, directly or not; Infinity if it depends on itself. */
function depthOf(name: string, byName: ReadonlyMap<string, AnyParameter>): number {
  const seen = new Set<string>();
  let at = byName.get(name)?.condition?.parent;
  for (; at !== undefined && seen.size <= MAX_DEPTH; at = byName.get(at)?.condition?.parent) {
    if (at === name) return Infinity;
    // A circle that it is not part of; those that are say so.
    if (seen.has(at)) return 0;
    seen.add(at);
  }
  return seen.size;
}

/** On which of its levels a parameter has one of the values; there may be billions of others. */
function levelsOf(parameter: AnyParameter, values: readonly Choice[]): number[] {
  const levels = values.map((value) => parameter.indexOf(value));
  return [...new Set(levels)].toSorted((a, b) => a - b);
}

/** The conditions of parameters that have no {@link conditionFaults}. */
export function conditionsOf(entries: Entries): Conditions {
  const indexOf = new Map(entries.map(([name], index) => [name, index]));
  const parentOf = entries.map(([, { condition }]) =>
    condition === undefined ? undefined : indexOf.get(condition.parent)!,
  );
  // The values of points are exact, so those of conditions must be too: 0.3 for 0.1 + 0.2.
  const valuesOf = entries.map(([, { condition }], index) =>
    (condition?.values ?? []).map((value) => entries[parentOf[index]!]![1].snap(value) as Choice),
  );
  const children: number[][] = entries.map(() => []);
  const byName = new Map(entries);
  const depths = entries.map(([name]) => depthOf(name, byName));
  // Parents before the parameters that depend on them.
  const order = entries.map((_, index) => index).toSorted((a, b) => depths[a]! - depths[b]!);
  const holds = (index: number, parentValue: unknown): boolean =>
    parentOf[index] === undefined || valuesOf[index]!.includes(parentValue as Choice);
  const conditional = order.filter((index) => parentOf[index] !== undefined);
  for (const index of conditional) children[parentOf[index]!]!.push(index);
  const active = new Uint8Array(entries.length).fill(1);
  return {
    holds,
    children,
    parents: entries.map(([, { condition }], index) => {
      const column = parentOf[index];
      if (condition === undefined || column === undefined) return undefined;
      const parent = entries[column]![1];
      return { column, levels: levelsOf(parent, valuesOf[index]!) };
    }),
    active(values) {
      for (let at = 0; at < conditional.length; at++) {
        const index = conditional[at]!;
        const parent = parentOf[index]!;
        const [name, parameter] = entries[parent]!;
        const isActive = active[parent] === 1 && holds(index, parameter.snap(values[name]));
        active[index] = isActive ? 1 : 0;
      }
      return active;
    },
  };
}
