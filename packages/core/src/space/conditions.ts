import type { AnyParameter, Choice, Column, Entries, Fault } from './parameter/parameter.ts';

/** Which parameters are there, by the conditions on others. */
export interface Conditions {
  /** Indices of all parameters, parents before those that hang on them. */
  readonly order: readonly number[];
  /** Indices of the parameters that hang directly on each. */
  readonly children: readonly (readonly number[])[];
  /** As columns have it. */
  readonly parents: readonly Column['parent'][];
  /** Whether the `index`-th parameter is there, its parent being there with a value. */
  holds(index: number, parentValue: unknown): boolean;
  /** For every parameter whether it is there, given values by name. */
  active(values: Readonly<Record<string, unknown>>): readonly boolean[];
}

const quote = (values: readonly unknown[]): string =>
  values.map((value) => JSON.stringify(value)).join(' or ');

/** When a parameter is there, for people: `optimizer is "sgd"`. */
export function conditionText({ condition }: AnyParameter): string {
  return condition === undefined ? '' : `${condition.parent} is ${quote(condition.values)}`;
}

/** What is wrong with the conditions of parameters, all faults at once. */
export function conditionFaults(entries: Entries): Fault[] {
  const byName = new Map(entries);
  const faults: Fault[] = [];
  for (const [name, { condition }] of entries) {
    if (condition === undefined) continue;
    const path = `${name}.when`;
    const parent = byName.get(condition.parent);
    if (parent === undefined) {
      const names = entries.map(([known]) => known).join(', ');
      faults.push({ path, reason: `no parameter is called "${condition.parent}": ${names}` });
      continue;
    }
    if (circular(name, byName)) {
      faults.push({ path, reason: `"${condition.parent}" hangs on "${name}" itself` });
    }
    if (parent.levels === Infinity) {
      faults.push({ path, reason: `"${condition.parent}" has no finite list of values` });
      continue;
    }
    if (condition.values.length === 0) {
      faults.push({ path, reason: 'expected at least one value' });
    }
    for (const value of condition.values) {
      const reason = parent.reject(value);
      if (reason !== undefined) {
        const came = JSON.stringify(value) ?? String(value);
        faults.push({ path, reason: `${condition.parent}: ${reason}, but got ${came}` });
      }
    }
  }
  return faults;
}

function circular(name: string, byName: ReadonlyMap<string, AnyParameter>): boolean {
  let at = byName.get(name)?.condition?.parent;
  // A chain longer than there are parameters runs in a circle that `name` is not part of.
  for (let steps = 0; at !== undefined && steps <= byName.size; steps++) {
    if (at === name) return true;
    at = byName.get(at)?.condition?.parent;
  }
  return false;
}

/** On which of its levels a parameter has one of the values, without walking all that it has. */
function levelsOf(parameter: AnyParameter, values: readonly Choice[]): number[] {
  const levels = values
    // A float accepts what is off by rounding, but only its own spelling makes a condition hold.
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
  const order = entries.map((_, index) => index).toSorted((a, b) => depth(a) - depth(b));
  const holds = (index: number, parentValue: unknown): boolean => {
    const condition = entries[index]![1].condition;
    return condition === undefined || condition.values.includes(parentValue as Choice);
  };
  const always = entries.map(() => true);
  const isFree = parentOf.every((parent) => parent === undefined);
  return {
    order,
    holds,
    children: entries.map((_, index) => order.filter((child) => parentOf[child] === index)),
    parents: entries.map(([, { condition }], index) => {
      const column = parentOf[index];
      if (condition === undefined || column === undefined) return undefined;
      const parent = entries[column]![1];
      return { column, levels: levelsOf(parent, condition.values) };
    }),
    active(values) {
      if (isFree) return always;
      const there = entries.map(() => true);
      for (const index of order) {
        const parent = parentOf[index];
        if (parent === undefined) continue;
        there[index] = there[parent]! && holds(index, values[entries[parent]![0]]);
      }
      return there;
    },
  };
}
