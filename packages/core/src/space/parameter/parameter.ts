import type { Json } from '../../json.ts';

/** What is wrong with a definition or a value, and the path to it. */
export interface Fault {
  readonly path: string;
  readonly reason: string;
}

/** A value of a parameter in a point. */
export type Choice = string | number | boolean;

/** What a model needs to know about a coordinate of the unit cube, whatever its kind of parameter. */
export interface Column {
  readonly name: string;
  /** The levels of a `categorical` coordinate have no order: two are equal or different. */
  readonly kind: 'numeric' | 'categorical';
  /** How many distinct values there are; Infinity if continuous. */
  readonly levels: number;
  /** Active only if the coordinate `column` is active and on one of `levels`; missing if always active. */
  readonly parent?: { readonly column: number; readonly levels: readonly number[] };
}

/** A parameter is active only if `parent` is active and has one of `values`. */
export interface Condition<Name extends string = string, Value extends Choice = Choice> {
  readonly parent: Name;
  readonly values: readonly Value[];
}

/** One named dimension: a set of values and its map to the unit interval. */
export interface Parameter<T = unknown> {
  readonly kind: string;
  /** Missing if the parameter is always active. */
  readonly condition?: Condition;
  /** How many values there are; Infinity if continuous. */
  readonly levels: number;
  /** Whether the values have no order. */
  readonly unordered: boolean;
  /** All faults of the definition, with paths below the parameter's own. */
  faults(): readonly Fault[];
  /** Why a value is not valid; undefined if it is. */
  reject(value: unknown): string | undefined;
  /**
   * The exact value that a valid one stands for: 0.3 for 0.1 + 0.2 if there is a step, 0 for -0.
   * Undefined if the value is not valid.
   */
  snap(value: unknown): T | undefined;
  /**
   * The place of a value in [0, 1]. The levels of a finite parameter share it equally, each at the
   * middle of its share; on a log scale the shares are those of the logarithm.
   */
  encode(value: T): number;
  /** The value at a place in [0, 1], snapped to the grid; places outside count as 0 or 1. */
  decode(unit: number): T;
  /** The value of a level of a finite parameter, 0 .. levels - 1. */
  level(index: number): T;
  /** The level of a valid value of a finite parameter. */
  indexOf(value: T): number;
  toJSON(): { readonly [key: string]: Json };
}

// Inference must accept parameters of every value type, and `decode` and `encode` use it both ways.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyParameter = Parameter<any>;

/** The parameters of a space in order. */
export type Entries = readonly (readonly [name: string, parameter: AnyParameter])[];

/** A parameter without a condition: it is always active. */
export interface FreeParameter<T = unknown> extends Parameter<T> {
  /**
   * The same parameter, active only if another one, which has finitely many values, has one of
   * `values`. Points in which it is inactive do not contain its name.
   */
  when<const Name extends string, const Value extends Choice>(
    parent: Name,
    values: readonly Value[],
  ): ConditionalParameter<T, Name, Value>;
}

/** A parameter that is active only if its condition holds. */
export interface ConditionalParameter<
  T = unknown,
  Name extends string = string,
  Value extends Choice = Choice,
> extends Parameter<T> {
  readonly condition: Condition<Name, Value>;
}

const METHODS = [
  'faults',
  'reject',
  'snap',
  'encode',
  'decode',
  'level',
  'indexOf',
  'toJSON',
] as const;

/** Whether a value is a parameter, also one of another copy of this package. */
export function isParameter(value: unknown): value is AnyParameter {
  const parameter = value as Partial<AnyParameter> | null | undefined;
  return (
    typeof parameter?.kind === 'string' &&
    METHODS.every((method) => typeof parameter[method] === 'function')
  );
}

/** How far a value may be from its level, as a share of the step. */
export const LEVEL_TOLERANCE = 1e-6;

/** Adds `when` to a parameter. */
export function free<T>(parameter: Parameter<T>): FreeParameter<T> {
  return {
    ...parameter,
    when: (parent, values) => ({
      ...parameter,
      condition: { parent, values },
      toJSON: () => ({ ...parameter.toJSON(), when: { parent, values } }),
    }),
  };
}

/** 0 instead of -0: JSON writes both as 0, so that a stored point would differ from the original. */
export const plainZero = <T>(value: T): T => (value === 0 ? (0 as T) : value);

/** The place of level `index` of `levels`: half-step padding, so that end values get equal mass. */
export function levelToUnit(index: number, levels: number): number {
  return (index + 0.5) / levels;
}

/** The level at a place in [0, 1]. */
export function unitToLevel(unit: number, levels: number): number {
  return Math.min(levels - 1, Math.max(0, Math.floor(unit * levels)));
}
