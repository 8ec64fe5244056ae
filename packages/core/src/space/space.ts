import { conditionFaults, conditionsOf, conditionText } from './conditions.ts';
import { constraintFaults, meets, type Constraint } from './constraint.ts';
import { coreError } from '../core-errors.ts';
import type { Json } from '../json.ts';
import { latticeOf, type Lattice } from './lattice.ts';
import type {
  AnyParameter,
  Choice,
  Column,
  Condition,
  Fault,
  Parameter,
} from './parameter/parameter.ts';
import { hashSeed } from '../strategy/rng.ts';

/** One value for each parameter that is there, by name. */
export type Point = Readonly<Record<string, Choice>>;

export type Parameters = Readonly<Record<string, AnyParameter>>;

type ValueOf<X> = X extends Parameter<infer T> ? Extract<T, Choice> : never;
type Sometimes<S extends Parameters> = {
  [K in keyof S]: S[K] extends { readonly condition: Condition } ? K : never;
}[keyof S];
type Flat<T> = { [K in keyof T]: T[K] };

/** The type of the points of a set of parameters; those with a condition may be missing. */
export type PointOf<S extends Parameters> = Flat<
  { readonly [K in Exclude<keyof S, Sometimes<S>>]: ValueOf<S[K]> } & {
    readonly [K in Sometimes<S>]?: ValueOf<S[K]>;
  }
>;

/** Conditions name other parameters of the same space and values that those can have. */
export type Conditioned<S extends Parameters> = {
  [K in keyof S]: S[K] extends { readonly condition: Condition<infer Name, infer Value> }
    ? [Name] extends [Exclude<keyof S, K>]
      ? [Value] extends [ValueOf<S[Name]>]
        ? S[K]
        : AnyParameter & { readonly condition: Condition<Name, ValueOf<S[Name]>> }
      : AnyParameter & { readonly condition: Condition<Exclude<keyof S, K> & string> }
    : S[K];
};

/**
 * What is searched: named parameters, conditions and constraints on them, and the map between points
 * (typed) and rows (unit cube).
 */
export interface Space<P extends Point = Point> {
  readonly names: readonly string[];
  readonly parameters: Parameters;
  /** One for each coordinate of a row. */
  readonly columns: readonly Column[];
  /** Names of the constraints. */
  readonly constraints: readonly string[];
  /**
   * How many points there are; Infinity where a parameter is continuous. Points that a constraint
   * forbids are left out where they can be counted: its function is known and there would be at most
   * 65,536 points without it.
   */
  readonly cardinality: number;
  /** Equal for equal spaces; of a constraint only the name counts. */
  readonly fingerprint: string;
  /** All that is wrong with a value as a point, constraints included; empty where nothing is. */
  faults(point: unknown): readonly Fault[];
  /**
   * The names of the constraints that a point does not meet; for points without other faults.
   * @throws SPACE_CONSTRAINT_FAILED  a predicate threw, or gave neither true nor false
   * @throws SPACE_CONSTRAINT_UNKNOWN  the space came from JSON without its predicates
   */
  violated(point: P): readonly string[];
  /**
   * The point as a row, `columns.length` numbers in [0, 1], for points without faults; a parameter
   * that is not there is 0.5.
   */
  encode(point: P): Float64Array;
  /** Length `columns.length`: 1 where the parameter is there, else 0. */
  mask(point: P): Uint8Array;
  /** The point at a row, snapped to the grid: without faults, unless it violates a constraint. */
  decode(row: ArrayLike<number>): P;
  /**
   * The points with `levels[j]` evenly spread values for the j-th parameter, constraints left aside;
   * without an argument all of them.
   */
  lattice(levels?: readonly number[]): Lattice;
  /** One spelling for each point, names in the space's order. */
  canonical(point: P): string;
  /** The same space with fewer points: those for which the predicate is true. It must be pure. */
  constrain(name: string, predicate: (point: P) => boolean): Space<P>;
  /** Constraints are there by name: a function cannot be written. */
  toJSON(): Json;
}

/** Faults as lines of a message. */
export function faultLines(faults: readonly Fault[]): string[] {
  return faults.map(({ path, reason }) => `  ${path}: ${reason}`);
}

/** What an error says of faults. */
export const joinLines = (faults: readonly Fault[]) => ({
  lines: [faultLines(faults).join('\n')],
  faults,
});

/** A value as JSON has it. */
const spell = (value: unknown): string =>
  typeof value === 'number' ? String(value) : JSON.stringify(value);

/** Up to this many points, those that constraints leave are counted one by one. */
const COUNTED = 65_536;

/**
 * A space of named parameters; the type of its points is inferred.
 *
 * @throws SPACE_INVALID  all faults of all parameters at once, each with its path
 *
 * @example
 * ```ts
 * import { categorical, float, int, space } from '@tune/core';
 * const s = space({
 *   lr: float(1e-4, 1e-2, { log: true }),
 *   units: int(128, 384, { step: 128 }),
 *   optimizer: categorical(['adam', 'sgd']),
 *   momentum: float(0, 0.99).when('optimizer', ['sgd']),
 * }).constrain('large layers learn slowly', ({ lr, units }) => lr * units < 2);
 * const point = s.decode([0.5, 0.9, 0.1, 0.5]); // { lr: 0.001, units: 384, optimizer: 'adam' }
 * ```
 */
export function space<const S extends Parameters>(
  parameters: S & Conditioned<S>,
): Space<PointOf<S>> {
  return buildSpace(parameters, []);
}

/** A space with the constraints that it has so far. */
export function buildSpace<S extends Parameters>(
  parameters: S,
  constraints: readonly Constraint[],
): Space<PointOf<S>> {
  const entries = Object.entries<AnyParameter>(parameters);
  const names = entries.map(([name]) => name);
  const invalid = [
    ...entries.flatMap(([name, parameter]) =>
      parameter.faults().map((fault) => ({ path: `${name}.${fault.path}`, reason: fault.reason })),
    ),
    ...conditionFaults(entries),
    ...constraintFaults(constraints),
    ...(entries.length > 0 ? [] : [{ path: '.', reason: 'expected at least one parameter' }]),
  ];
  if (invalid.length > 0) throw coreError('SPACE_INVALID', joinLines(invalid));

  const conditions = conditionsOf(entries);
  const violated = (point: Point): string[] => {
    const names: string[] = [];
    for (const constraint of constraints) {
      if (!meets(constraint, point)) names.push(constraint.name);
    }
    return names;
  };
  const toJSON = (): Json => ({
    parameters: entries.map(([name, parameter]) => ({ name, ...parameter.toJSON() })),
    ...(constraints.length === 0 ? {} : { constraints: constraints.map(({ name }) => name) }),
  });
  const valueFaults = (values: Readonly<Record<string, unknown>>): Fault[] => {
    const there = conditions.active(values);
    const found: Fault[] = [];
    entries.forEach(([name, parameter], index) => {
      const came = Object.hasOwn(values, name) ? values[name] : undefined;
      const got = `but got ${JSON.stringify(came) ?? 'nothing'}`;
      if (there[index]) {
        const reason = parameter.reject(came);
        if (reason !== undefined) found.push({ path: name, reason: `${reason}, ${got}` });
      } else if (came !== undefined) {
        const reason = `is there only where ${conditionText(parameter)}, ${got}`;
        found.push({ path: name, reason });
      }
    });
    for (const name of Object.keys(values)) {
      if (!Object.hasOwn(parameters, name)) {
        found.push({ path: name, reason: `no such parameter; there are ${names.join(', ')}` });
      }
    }
    return found;
  };
  let every: Lattice | undefined;
  const lattice = (levels?: readonly number[]): Lattice => {
    if (levels !== undefined) return latticeOf(entries, conditions, levels);
    const all = entries.map(([, parameter]) => parameter.levels);
    return (every ??= latticeOf(entries, conditions, all));
  };
  // Copied for each point that is decoded: objects of one shape, made in a moment.
  const blank = Object.fromEntries(names.map((name) => [name, 0 as Choice]));
  const spelledNames = names.map((name) => JSON.stringify(name));
  const count = (): number => {
    const all = lattice();
    const known = constraints.every(({ predicate }) => predicate !== undefined);
    if (!known || constraints.length === 0 || all.size > COUNTED) return all.size;
    let allowed = 0;
    for (let index = 0; index < all.size; index++) {
      if (violated(all.at(index)).length === 0) allowed += 1;
    }
    return allowed;
  };
  let cardinality: number | undefined;

  return {
    names,
    parameters,
    columns: entries.map(([name, parameter], index) => {
      const parent = conditions.parents[index];
      return {
        name,
        kind: parameter.unordered ? 'categorical' : 'numeric',
        levels: parameter.levels,
        ...(parent === undefined ? {} : { parent }),
      };
    }),
    constraints: constraints.map(({ name }) => name),
    get cardinality() {
      return (cardinality ??= count());
    },
    fingerprint: hashSeed(JSON.stringify(toJSON())).toString(16).padStart(8, '0'),
    faults(point) {
      if (typeof point !== 'object' || point === null || Array.isArray(point)) {
        return [{ path: '.', reason: 'expected an object with a value for each parameter' }];
      }
      const found = valueFaults(point as Record<string, unknown>);
      if (found.length > 0) return found;
      return violated(point as Point).map((name) => ({
        path: '.',
        reason: `violates the constraint "${name}"`,
      }));
    },
    violated: (point) => violated(point as Point),
    encode(point) {
      const there = conditions.active(point);
      const row = new Float64Array(entries.length).fill(0.5);
      for (let index = 0; index < entries.length; index++) {
        const [name, parameter] = entries[index]!;
        if (there[index]) row[index] = parameter.encode(point[name as keyof typeof point]);
      }
      return row;
    },
    mask(point) {
      const there = conditions.active(point);
      const mask = new Uint8Array(there.length);
      for (let index = 0; index < mask.length; index++) mask[index] = there[index] ? 1 : 0;
      return mask;
    },
    decode(row) {
      const all = { ...blank };
      for (let index = 0; index < entries.length; index++) {
        all[names[index]!] = entries[index]![1].decode(row[index] ?? 0.5);
      }
      const there = conditions.active(all);
      if (!there.includes(false)) return all as PointOf<S>;
      return Object.fromEntries(
        names.flatMap((name, index) => (there[index] ? [[name, all[name]]] : [])),
      ) as PointOf<S>;
    },
    lattice,
    canonical(point) {
      const there = conditions.active(point);
      const pairs = spelledNames.flatMap((name, index) =>
        there[index] ? [`[${name},${spell(point[names[index]! as keyof typeof point])}]`] : [],
      );
      return `[${pairs.join(',')}]`;
    },
    constrain: (name, predicate) => buildSpace(parameters, [...constraints, { name, predicate }]),
    toJSON,
  };
}

/** A space as it is, or made of its parameters. @throws SPACE_INVALID */
export function asSpace(spaceOrParameters: Space | Parameters): Space {
  const isSpace = typeof (spaceOrParameters as Partial<Space>)?.decode === 'function';
  if (isSpace) return spaceOrParameters as Space;
  return buildSpace((spaceOrParameters ?? {}) as Parameters, []) as Space;
}

/**
 * Checks that a value is a point of a space and gives it the point's type.
 * @throws SPACE_POINT_INVALID  all faults at once
 */
export function parsePoint<P extends Point>(of: Space<P>, value: unknown): P {
  const faults = of.faults(value);
  if (faults.length > 0) throw coreError('SPACE_POINT_INVALID', joinLines(faults));
  return value as P;
}
