import { quote } from '../tune-error.ts';
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
  return `${condition.parent} is ${condition.values.map(quote).join(' or ')}`;
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
      const names = entries.map(([known]) => known).join(', ');
      const reason = `unknown parameter ${quote(condition.parent)}; the parameters are ${names}`;
      faults.push({ path, reason });
      continue;
    }
    if (isCircular(name, byName)) {
      const reason = `circular condition: "${condition.parent}" depends on "${name}"`;
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

function isCircular(name: string, byName: ReadonlyMap<string, AnyParameter>): boolean {
  let at = byName.get(name)?.condition?.parent;
  // A chain longer than the list of parameters is in a circle that `name` is not part of.
  for (let steps = 0; at !== undefined && steps <= byName.size; steps++) {
    if (at === name) return true;
    at = byName.get(at)?.condition?.parent;
  }
  return false;
}

/** On which of its levels a parameter has one of the values; there may be billions of others. */
function levelsOf(parameter: AnyParameter, values: readonly Choice[]): number[] {
  const levels = values
    // A float accepts values that are off by rounding, but a condition holds for exact ones only.
    .filter((value) => parameter.level(parameter.indexOf(value)) === value)
    .map((value) => parameter.indexOf(value));
  return [...new Set(levels)].toSorted((a, b) => a - b);
}

/** The conditions of parameters that have no {@link conditionFaults}. */
export function conditionsOf(entries: Entries): Conditions {
  const indexOf = new Map(entries.map(([name], index) => [name, index]));
  const parentOf = entries.map(([, { condition }]) =>
    condition === undefined ? undefined : indexOf.get(condition.parent)!,
  );
  const depth = (index: number): number => {
    const parent = parentOf[index];
    return parent === undefined ? 0 : 1 + depth(parent);
  };
  // Parents before the parameters that depend on them.
  const order = entries.map((_, index) => index).toSorted((a, b) => depth(a) - depth(b));
  const holds = (index: number, parentValue: unknown): boolean => {
    const condition = entries[index]![1].condition;
    return condition === undefined || condition.values.includes(parentValue as Choice);
  };
  const conditional = order.filter((index) => parentOf[index] !== undefined);
  const active = new Uint8Array(entries.length).fill(1);
  return {
    holds,
    children: entries.map((_, index) => order.filter((child) => parentOf[child] === index)),
    parents: entries.map(([, { condition }], index) => {
      const column = parentOf[index];
      if (condition === undefined || column === undefined) return undefined;
      const parent = entries[column]![1];
      return { column, levels: levelsOf(parent, condition.values) };
    }),
    active(values) {
      for (let at = 0; at < conditional.length; at++) {
        const index = conditional[at]!;
        const parent = parentOf[index]!;
        const isActive = active[parent] === 1 && holds(index, values[entries[parent]![0]]);
        active[index] = isActive ? 1 : 0;
      }
      return active;
    },
  };
}
