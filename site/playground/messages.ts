import type { Settings, StrategyName } from './settings.ts';

/** From the page to the worker. `search` is the number of the search; an answer has the same. */
export type Request =
  | { readonly type: 'begin'; readonly search: number; readonly settings: Settings }
  | { readonly type: 'step'; readonly search: number };

/** From the worker to the page. */
export type Answer =
  | {
      readonly type: 'begun';
      readonly search: number;
      readonly ground: Ground;
      readonly state: State;
    }
  | { readonly type: 'stepped'; readonly search: number; readonly state: State }
  | { readonly type: 'failed'; readonly search: number; readonly reason: string };

/** Values at the centers of GRID x GRID cells, row by row from the top left; NaN where points are not allowed. */
export type Field = Float32Array;
export const GRID = 64;

/** What stays the same during a search. */
export interface Ground {
  readonly axes: readonly [Axis, Axis];
  /** The function without noise. */
  readonly field: Field;
  readonly minimum: number;
  /** Where it is. */
  readonly minimizers: readonly Place[];
  /** What computes the model of bayes: `WebAssembly (simd128)`. */
  readonly backend: string;
}

export interface Axis {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** Shares of the axes: 0 is the low end, 1 the high one. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** After a step. */
export interface State {
  readonly runs: readonly RunState[];
  readonly surrogate?: SurrogateState;
  readonly isOver: boolean;
}

/** One strategy's search. */
export interface RunState {
  readonly strategy: StrategyName;
  readonly trials: readonly ShownTrial[];
  /** The number of the best trial, by the values that the strategy was told. */
  readonly best?: number;
  /** What comes next, and why; missing at the end. */
  readonly next?: { readonly number: number; readonly place: Place; readonly meta: Meta };
}

export interface ShownTrial {
  readonly number: number;
  readonly place: Place;
  readonly point: readonly [number, number];
  /** What the strategy was told. */
  readonly value: number;
  /** The same without noise. */
  readonly trueValue: number;
  readonly phase: string;
}

/** The model that the next point of bayes was chosen with. */
export interface SurrogateState {
  /** Trials that it was fitted to. */
  readonly observations: number;
  /** Posterior medians, in the units of the function. */
  readonly loss: Field;
  /** Posterior standard deviations; 1 is that of all transformed losses. */
  readonly stddev: Field;
  readonly box?: { readonly from: Place; readonly to: Place };
}

/** What strategies say of a suggestion, as far as it is shown. */
export interface Meta {
  readonly phase?: string;
  readonly design?: string;
  readonly reason?: string;
  readonly region?: number;
  readonly predictedLoss?: number;
  readonly levels?: readonly number[];
}
