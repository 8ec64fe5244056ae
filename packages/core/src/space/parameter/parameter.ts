import type { Json } from '../../json.ts';

/** A fault of a definition or a value, with the path to it. */
export interface Fault {
  readonly path: string;
  readonly reason: string;
}

/** What a point may hold for a parameter. */
export type Choice = string | number | boolean;

/** What a model needs to know of a coordinate of the unit cube, without asking for classes. */
export interface Column {
  readonly name: string;
  /** `categorical` coordinates have no order; the distance of two levels is all or nothing. */
  readonly kind: 'numeric' | 'categorical';
  /** How many distinct values there are; Infinity for a continuous one. */
  readonly levels: number;
  /** There only where the coordinate `column` is on one of these levels; undefined where it always is. */
  readonly parent?: { readonly column: number; readonly levels: readonly number[] };
}

/** A parameter is there only where `parent` is there and has one of `values`. */
export interface Condition<Name extends string = string, Value extends Choice = Choice> {
  readonly parent: Name;
  readonly values: readonly Value[];
}

/** One named dimension: a set of values and its map to the unit interval. */
export interface Parameter<T = unknown> {
  readonly kind: string;
  /** Undefined where the parameter is always there. */
  readonly condition?: Condition;
  /** How many values there are; Infinity for a continuous one. */
  readonly levels: number;
  /** Whether the values have no order. */
  readonly unordered: boolean;
  /** What is wrong with the definition, each fault with its path below the parameter's own. */
  faults(): readonly Fault[];
  /** Why a value does not belong, or undefined where it does. */
  reject(value: unknown): string | undefined;
  /** A value's place in [0, 1]; every level of a finite parameter has the middle of an equal share. */
  encode(value: T): number;
  /** The value at a place in [0, 1], snapped to the grid. */
  decode(unit: number): T;
  /** The i-th of a finite parameter's values, 0 .. levels - 1. */
  level(index: number): T;
  /** Which of a finite parameter's values one is, for values without a fault. */
  indexOf(value: T): number;
  toJSON(): { readonly [key: string]: Json };
}

// Inference must accept parameters of every value type, and `decode` and `encode` use it both ways.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyParameter = Parameter<any>;

/** The parameters of a space in order. */
export type Entries = readonly (readonly [name: string, parameter: AnyParameter])[];

/** A parameter that is always there. */
export interface FreeParameter<T = unknown> extends Parameter<T> {
  /**
   * The same parameter, there only where another one, of finitely many values, has one of `values`.
   * Points without it do not have its name at all.
   */
  when<const Name extends string, const Value extends Choice>(
    parent: Name,
    values: readonly Value[],
  ): ConditionalParameter<T, Name, Value>;
}

/** A parameter that is there only on a condition. */
export interface ConditionalParameter<
  T = unknown,
  Name extends string = string,
  Value extends Choice = Choice,
> extends Parameter<T> {
  readonly condition: Condition<Name, Value>;
}

/** Gives a parameter its `when`. */
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

/** The place of level `index` of `levels`: half-step padding, so that end values get equal mass. */
export function levelToUnit(index: number, levels: number): number {
  return (index + 0.5) / levels;
}

/** The level at a place in [0, 1]. */
export function unitToLevel(unit: number, levels: number): number {
  return Math.min(levels - 1, Math.max(0, Math.floor(unit * levels)));
}
