import { coreError } from '../errors.ts';
import type { Json } from '../json.ts';
import { hashSeed } from '../strategy/rng.ts';
import { createCodec } from './unit-cube.ts';
import { conditionsOf } from './conditions.ts';
import { violatedNames, type Constraint } from './constraint.ts';
import { createPointReader, definitionFaults, faultDetails, isSpace } from './faults.ts';
import { latticeOf, type Lattice } from './lattice.ts';
import type { AnyParameter, Column, Fault } from './parameter/parameter.ts';
import type { Conditioned, Parameters, Point, PointOf } from './point.ts';

export { faultLines } from './faults.ts';
export type { Conditioned, Parameters, Point, PointOf } from './point.ts';

/**
 * What is searched: named parameters, conditions and constraints on them, and the map between points
 * (typed values) and rows (coordinates in the unit cube). Made by {@link space}.
 *
 * A parameter is active in a point if it has no condition or its condition holds; a point has values
 * for its active parameters only.
 */
export interface Space<P extends Point = Point> {
  readonly names: readonly string[];
  readonly parameters: Parameters;
  /** One for each coordinate of a row. */
  readonly columns: readonly Column[];
  /** Names of the constraints. */
  readonly constraints: readonly string[];
  /**
   * How many points there are; Infinity if a parameter is continuous. Points that violate a constraint
   * are left out if that can be counted: the functions of all constraints are known, and the space
   * has at most 65,536 points without them.
   */
  readonly cardinality: number;
  /** How many points were found to be allowed so far, at most `cardinality`. */
  readonly counted: number;
  /**
   * Goes on counting, by at most so many points of which constraints are asked, and returns whether the
   * cardinality is known now. So a slow constraint can be counted in turns.
   * @throws SPACE_CONSTRAINT_FAILED  a predicate threw, or did not return a boolean
   */
  count(points: number): boolean;
  /** Equal for equal spaces; of a constraint only the name counts. */
  readonly fingerprint: string;
  /**
   * All faults of a value as a point, violated constraints included; empty for a valid point.
   * @throws SPACE_CONSTRAINT_FAILED  a predicate threw, or did not return a boolean
   * @throws SPACE_CONSTRAINT_UNKNOWN  the space came from JSON without its predicates
   */
  faults(point: unknown): readonly Fault[];
  /**
   * A valid point with the exact values that its values stand for: 0.3 for 0.1 + 0.2 if there is a step.
   * A value may be off by a millionth of its step, an int by a millionth. The point itself if all values
   * are exact.
   */
  snap(point: P): P;
  /**
   * The names of the constraints that a point violates. The point must have no other faults, and the
   * predicates see it frozen.
   * @throws SPACE_CONSTRAINT_FAILED  a predicate threw, or did not return a boolean
   * @throws SPACE_CONSTRAINT_UNKNOWN  the space came from JSON without its predicates
   */
  violated(point: P): readonly string[];
  /**
   * The row of a valid point: `columns.length` numbers in [0, 1], 0.5 for an inactive parameter and
   * for one with a single value.
   */
  encode(point: P): Float64Array;
  /** Length `columns.length`: 1 for an active parameter, else 0. */
  mask(point: P): Uint8Array;
  /** The point at a row, snapped to the grid. It is valid, except that it may violate a constraint. */
  decode(row: ArrayLike<number>): P;
  /**
   * The points with `levels[j]` evenly spread values of the j-th parameter, ignoring constraints;
   * without an argument all points.
   */
  lattice(levels?: readonly number[]): Lattice;
  /** The point as text, names in the space's order: equal for equal points. */
  canonical(point: P): string;
  /**
   * The same space, restricted to points for which the predicate returns true. It must be pure.
   * @throws SPACE_INVALID  the name is empty or taken, or the predicate is not a function
   */
  constrain(name: string, predicate: (point: P) => boolean): Space<P>;
  /** Constraints are written as names, since a function cannot be written. */
  toJSON(): Json;
}

/**
 * The type of the points of a space.
 *
 * @example
 * ```ts
 * import { categorical, float, space, type InferPoint } from '@tune/core';
 * const s = space({ lr: float(0, 1), optimizer: categorical(['adam', 'sgd']) });
 * const point: InferPoint<typeof s> = { lr: 0.1, optimizer: 'adam' };
 * ```
 */
// A space takes its points as arguments, so only `any` stands for every one of them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type InferPoint<S extends Space<any>> = S extends Space<infer P> ? P : never;

const NO_FAULTS: readonly Fault[] = Object.freeze([]);

/** Spaces of up to this many points have their points counted one by one if there are constraints. */
const COUNT_LIMIT = 65_536;

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
  return buildSpace(parameters, []) as Space<PointOf<S>>;
}

/** A space with its constraints so far. @throws SPACE_INVALID */
export function buildSpace(given: Parameters, constraints: readonly Constraint[]): Space {
  const faults = definitionFaults(given, constraints);
  if (faults.length > 0) throw coreError('SPACE_INVALID', faultDetails(faults));

  // Frozen, like all that a strategy is given of a study: one that changes it throws.
  const parameters = Object.freeze({ ...given });
  for (const parameter of Object.values(parameters)) Object.freeze(parameter);
  const entries = Object.entries<AnyParameter>(parameters);
  const conditions = conditionsOf(entries);
  const codec = createCodec(entries, conditions);
  const read = createPointReader(entries, conditions);
  const violated = (point: Point) => violatedNames(constraints, point);
  const toJSON = (): Json => ({
    parameters: entries.map(([name, parameter]) => ({ name, ...parameter.toJSON() })),
    ...(constraints.length === 0 ? {} : { constraints: constraints.map(({ name }) => name) }),
  });
  let every: Lattice | undefined;
  const lattice = (levels?: readonly number[]): Lattice => {
    if (levels !== undefined) return latticeOf(entries, conditions, levels);
    const all = entries.map(([, parameter]) => parameter.levels);
    return (every ??= latticeOf(entries, conditions, all));
  };
  const isCounted =
    constraints.length > 0 && constraints.every(({ predicate }) => predicate !== undefined);
  let next = 0;
  let counted = 0;
  const count = (points: number): boolean => {
    const all = lattice();
    if (next === 0 && !(isCounted && all.size <= COUNT_LIMIT))
      [next, counted] = [all.size, all.size];
    for (const end = Math.min(all.size, next + points); next < end; next++) {
      if (violated(all.at(next)).length === 0) counted += 1;
    }
    return next === all.size;
  };

  return Object.freeze({
    ...codec,
    names: Object.freeze(entries.map(([name]) => name)),
    parameters,
    columns: Object.freeze(
      entries.map(([name, parameter], index) => {
        const parent = conditions.parents[index];
        return Object.freeze({
          ...{ name, kind: parameter.unordered ? 'categorical' : 'numeric' },
          levels: parameter.levels,
          ...(parent === undefined ? {} : { parent }),
        } satisfies Column);
      }),
    ),
    constraints: Object.freeze(constraints.map(({ name }) => name)),
    get cardinality() {
      count(COUNT_LIMIT);
      return counted;
    },
    get counted() {
      return counted;
    },
    count,
    fingerprint: hashSeed(JSON.stringify(toJSON())).toString(16).padStart(8, '0'),
    faults(point) {
      const it = read(point);
      if (Array.isArray(it)) return it as readonly Fault[];
      if (constraints.length === 0) return NO_FAULTS;
      return violated(it as Point).map((name) => ({
        path: '.',
        reason: `violates the constraint "${name}"`,
      }));
    },
    snap(point) {
      const it = read(point);
      return Array.isArray(it) ? point : (it as Point);
    },
    violated,
    lattice,
    constrain: (name, predicate) => buildSpace(parameters, [...constraints, { name, predicate }]),
    toJSON,
  } satisfies Space);
}

/** The given space, or the space of the given parameters. @throws SPACE_INVALID */
export function asSpace(spaceOrParameters: Space | Parameters): Space {
  return isSpace(spaceOrParameters)
    ? (spaceOrParameters as Space)
    : buildSpace(spaceOrParameters as Parameters, []);
}

/**
 * Checks that a value is a point of a space and gives it the point's type and exact values: see
 * {@link Space.snap}. Every point that comes from outside goes through here.
 * @throws SPACE_POINT_INVALID  all faults at once
 */
export function parsePoint<P extends Point>(of: Space<P>, value: unknown): P {
  const faults = of.faults(value);
  if (faults.length > 0) throw coreError('SPACE_POINT_INVALID', faultDetails(faults));
  return of.snap(value as P);
}
