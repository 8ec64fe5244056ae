import type { Json } from '../json.ts';

/** A fault of a definition or a value, with the path to it. */
export interface Fault {
  readonly path: string;
  readonly reason: string;
}

/** What a model needs to know of a coordinate of the unit cube, without asking for classes. */
export interface Column {
  readonly name: string;
  /** `categorical` coordinates have no order; the distance of two levels is all or nothing. */
  readonly kind: 'numeric' | 'categorical';
  /** How many distinct values there are; Infinity for a continuous one. */
  readonly levels: number;
}

/** One named dimension: a set of values and its map to the unit interval. */
export interface Parameter<T = unknown> {
  readonly kind: string;
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
  toJSON(): { readonly [key: string]: Json };
}

/** The place of level `index` of `levels`: half-step padding, so that end values get equal mass. */
export function levelToUnit(index: number, levels: number): number {
  return (index + 0.5) / levels;
}

/** The level at a place in [0, 1]. */
export function unitToLevel(unit: number, levels: number): number {
  return Math.min(levels - 1, Math.max(0, Math.floor(unit * levels)));
}
