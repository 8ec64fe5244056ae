import type { Direction } from './direction.ts';
import type { Point, Space } from './space.ts';

/** One value today; several objectives later. */
export type Values = readonly number[];

/** What an evaluation is given besides its point. */
export interface EvaluateContext {
  /** Unsigned 32-bit: all chance of the evaluation comes from it, so that equal seeds give equal values. */
  readonly seed: number;
  /** Share of the full cost in (0, 1], for strategies that evaluate cheaply first. */
  readonly fidelity?: number;
  /** Aborted when the trial is to stop; `signal.reason` says why. */
  readonly signal: AbortSignal;
  /** Tells an intermediate value at a step; `total`, where known, lets a person see how far it is. */
  report(step: number, value: number, total?: number): void;
}

/** A named set of options of an objective. */
export interface Preset {
  readonly description: string;
}

/** The best that is possible, where mathematics knows it. */
export interface Optimum {
  readonly value: number;
  readonly points: readonly Readonly<Record<string, unknown>>[];
}

/** A line about the surroundings that a person should know: `backend  tensorflow 2.19.1, CPU`. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Values or points may depend on it: a study that goes on under another one says so. */
  readonly decides?: true;
}

/** What a set-up may use: it tells its progress in plain sentences and stops when the signal aborts. */
export interface SetupContext {
  readonly signal: AbortSignal;
  /** How many threads one evaluation should use, where several run side by side; else what it likes. */
  readonly threads?: number;
  progress(message: string): void;
}

/**
 * What is to be optimized.
 *
 * @example
 * ```ts
 * import { float, space, type Objective } from '@tune/core';
 * export const parabola: Objective = {
 *   name: 'parabola',
 *   space: space({ x: float(-5, 5) }),
 *   direction: 'minimize',
 *   evaluate: async ({ x }) => ((x as number) - 1) ** 2,
 * };
 * ```
 */
export interface Objective<P extends Point = Point> {
  readonly name: string;
  readonly space: Space<P>;
  readonly direction: Direction;
  /** What the value is called: `accuracy`. */
  readonly metric?: string;
  /** One line for the head of a run: `100 steps, 2,000 held-out images`. */
  readonly description?: string;
  /** The preset in use, and all that exist. */
  readonly preset?: string;
  readonly presets?: Readonly<Record<string, Preset>>;
  readonly optimum?: Optimum;
  /** How many equally weighted yes/no answers the value is a share of: an accuracy on so many images. */
  readonly samples?: number;
  /** What the numbers may be computed with, where there is a choice; option `backend` takes one of them. */
  readonly backends?: readonly string[];
  /**
   * `process`: an evaluation holds what only the end of a process gives back (memory, native threads),
   * or may take its process with it, so that trials run in child processes unless told otherwise.
   */
  readonly isolation?: 'process';
  /** How many steps a full evaluation takes, as its reports count them: its cost, where trials are stopped early. */
  readonly steps?: number;
  /** Called once before the first evaluation, in every process that evaluates; what it returns is shown. */
  setup?(context: SetupContext): Promise<readonly Fact[]>;
  /** Called for every trial. A throw, NaN or Infinity makes that trial `failed`, nothing more. */
  evaluate(point: P, context: EvaluateContext): Promise<number | Values>;
  /**
   * The same objective, scored on what no evaluation of this one has seen: the last word on the best
   * of a search, asked for once. Its `description` says what that is.
   */
  test?(): Objective<P>;
  /** Called once after the last evaluation. */
  dispose?(): Promise<void>;
  /** Removes what `setup` has fetched and built, for good; what it returns is shown. */
  clean?(): Promise<readonly Fact[]>;
}
