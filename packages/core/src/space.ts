import { TuneError } from './errors.ts';
import type { Json } from './json.ts';
import { categorical, type Choice } from './parameter/categorical.ts';
import { float } from './parameter/float.ts';
import { int } from './parameter/int.ts';
import type { Column, Fault, Parameter } from './parameter/parameter.ts';
import { hashSeed } from './rng.ts';

/** One value for each parameter, by name. */
export type Point = Readonly<Record<string, Choice>>;

// Inference must accept parameters of every value type, and `decode` and `encode` use it both ways.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyParameter = Parameter<any>;
export type Parameters = Readonly<Record<string, AnyParameter>>;

/** The type of the points of a set of parameters. */
export type PointOf<S extends Parameters> = {
  readonly [K in keyof S]: S[K] extends Parameter<infer T> ? Extract<T, Choice> : never;
};

/**
 * What is searched: named parameters, and the map between points (typed) and rows (unit cube).
 */
export interface Space<P extends Point = Point> {
  readonly names: readonly string[];
  readonly parameters: Parameters;
  /** One for each coordinate of a row. */
  readonly columns: readonly Column[];
  /** How many points there are; Infinity where a parameter is continuous. */
  readonly cardinality: number;
  /** Equal for equal spaces. */
  readonly fingerprint: string;
  /** All that is wrong with a value as a point; empty where nothing is. */
  faults(point: unknown): readonly Fault[];
  /** The point as a row, `columns.length` numbers in [0, 1]; for points without faults. */
  encode(point: P): Float64Array;
  /** The point at a row, snapped to the grid: always without faults. */
  decode(row: ArrayLike<number>): P;
  /** One spelling for each point, names in the space's order. */
  canonical(point: P): string;
  toJSON(): Json;
}

/** Faults as lines of a message. */
export function faultLines(faults: readonly Fault[]): string[] {
  return faults.map(({ path, reason }) => `  ${path}: ${reason}`);
}

const joinLines = (faults: readonly Fault[]) => ({
  lines: [faultLines(faults).join('\n')],
  faults,
});

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
 *   act: categorical(['relu', 'elu']),
 * });
 * const point = s.decode([0.5, 0.9, 0.1]); // { lr: 0.001, units: 384, act: 'relu' }
 * ```
 */
export function space<const S extends Parameters>(parameters: S): Space<PointOf<S>> {
  const entries = Object.entries(parameters);
  const faults = entries.flatMap(([name, parameter]) =>
    parameter.faults().map((fault) => ({ path: `${name}.${fault.path}`, reason: fault.reason })),
  );
  if (entries.length === 0) faults.push({ path: '.', reason: 'expected at least one parameter' });
  if (faults.length > 0) throw new TuneError('SPACE_INVALID', joinLines(faults));

  const names = entries.map(([name]) => name);
  const toJSON = (): Json => ({
    parameters: entries.map(([name, parameter]) => ({ name, ...parameter.toJSON() })),
  });
  const pointFaults = (point: unknown): Fault[] => {
    if (typeof point !== 'object' || point === null || Array.isArray(point)) {
      return [{ path: '.', reason: 'expected an object with a value for each parameter' }];
    }
    const values = point as Record<string, unknown>;
    const found: Fault[] = [];
    for (const [name, parameter] of entries) {
      const came = Object.hasOwn(values, name) ? values[name] : undefined;
      const reason = parameter.reject(came);
      if (reason !== undefined) {
        found.push({
          path: name,
          reason: `${reason}, but got ${JSON.stringify(came) ?? 'nothing'}`,
        });
      }
    }
    for (const name of Object.keys(values)) {
      if (!Object.hasOwn(parameters, name)) {
        found.push({ path: name, reason: `no such parameter; there are ${names.join(', ')}` });
      }
    }
    return found;
  };

  return {
    names,
    parameters,
    columns: entries.map(([name, parameter]) => ({
      name,
      kind: parameter.unordered ? 'categorical' : 'numeric',
      levels: parameter.levels,
    })),
    cardinality: entries.reduce((product, [, parameter]) => product * parameter.levels, 1),
    fingerprint: hashSeed(JSON.stringify(toJSON())).toString(16).padStart(8, '0'),
    faults: pointFaults,
    encode: (point) =>
      Float64Array.from(entries, ([name, parameter]) => parameter.encode(point[name as keyof S])),
    decode: (row) =>
      Object.fromEntries(
        entries.map(([name, parameter], index) => [name, parameter.decode(row[index] ?? 0.5)]),
      ) as PointOf<S>,
    canonical: (point) => JSON.stringify(names.map((name) => [name, point[name as keyof S]])),
    toJSON,
  };
}

/**
 * Checks that a value is a point of a space and gives it the point's type.
 * @throws SPACE_POINT_INVALID  all faults at once
 */
export function parsePoint<P extends Point>(of: Space<P>, value: unknown): P {
  const faults = of.faults(value);
  if (faults.length > 0) throw new TuneError('SPACE_POINT_INVALID', joinLines(faults));
  return value as P;
}

/** How each type of parameter is made from its JSON; a new parameter adds its line here. */
const FROM_JSON: Readonly<Record<string, (json: ParameterJSON) => AnyParameter>> = {
  float: ({ low, high, log, step }) => float(low, high, definedOf({ log, step })),
  int: ({ low, high, log, step }) => int(low, high, definedOf({ log, step })),
  categorical: ({ choices }) => categorical(choices),
};

/** Every field that some parameter writes; the parameters themselves check what comes. */
interface ParameterJSON {
  readonly low: number;
  readonly high: number;
  readonly log: boolean | undefined;
  readonly step: number | undefined;
  readonly choices: readonly Choice[];
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function definedOf<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}

/**
 * The space that `toJSON` wrote; the list of its parameters alone will do.
 * @throws SPACE_JSON_INVALID  an unknown type or a missing list
 * @throws SPACE_INVALID  as {@link space}
 */
export function spaceFromJSON(json: unknown): Space {
  const list = Array.isArray(json) ? json : (json as { parameters?: unknown } | null)?.parameters;
  if (!Array.isArray(list)) {
    throw new TuneError('SPACE_JSON_INVALID', { path: 'parameters', reason: 'there is no list' });
  }
  const made = list.map((item: Record<string, unknown>, index): [string, AnyParameter] => {
    const make = FROM_JSON[String(item['type'])];
    if (make === undefined || typeof item['name'] !== 'string') {
      throw new TuneError('SPACE_JSON_INVALID', {
        path: `parameters[${index}]`,
        reason: `there is no parameter with a name and one of the types ${Object.keys(FROM_JSON).join(', ')}`,
      });
    }
    return [item['name'], make(item as unknown as ParameterJSON)];
  });
  return space(Object.fromEntries(made)) as Space;
}
