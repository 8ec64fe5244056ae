import { coreError } from './errors.ts';
import { isDirection, type Direction } from './direction.ts';
import type { EnvironmentInfo, SetupContext } from './environment.ts';
import type { ObjectiveReference } from './execution/executor.ts';
import type { Json } from './json.ts';
import {
  asSpace,
  type Conditioned,
  type Parameters,
  type Point,
  type PointOf,
  type Space,
} from './space/space.ts';

/** One value for each direction. */
export type Values = readonly number[];

/** What an evaluation is given besides its point. */
export interface EvaluateContext {
  /** Unsigned 32-bit: all chance of the evaluation comes from it, so that equal seeds give equal values. */
  readonly seed: number;
  /** Share of the full cost in (0, 1], for strategies that evaluate cheaply first. */
  readonly fidelity?: number;
  /** Aborted when the trial is to stop; `signal.reason` says why. */
  readonly signal: AbortSignal;
  /**
   * Tells an intermediate value at a step; `total`, if known, lets a person see how far it is.
   *
   * A step is a whole number from 0 to 2^53 - 1. A value is a number; NaN and infinite ones count as worse
   * than any other. Anything else, text for example, throws, and the trial fails even if that is caught.
   * Steps may come in any order and with gaps. Of several reports at one step the first counts.
   *
   * Reports are kept for the pruner, for listeners and for the storage: of each trial the first 4,096, then
   * those that are at least 1/2,048 of the range of its steps away from every kept one, and the last one
   * always. A million reports at the steps 1 to 1,000,000 leave about 15,000.
   */
  report(step: number, value: number, total?: number): void;
  /**
   * Says how long the evaluation took where it was really done: for an objective that gives recorded values,
   * so that a budget or a comparison in seconds is one of those seconds. The last call counts.
   * @param seconds  at least 0; anything else throws, and the trial fails even if that is caught
   */
  spent?(seconds: number): void;
}

/** Computes the value of a point. A throw, NaN or Infinity makes the trial `failed`, nothing more. */
export type Evaluate<P extends Point = Point> = (
  point: P,
  context: EvaluateContext,
) => number | Values | Promise<number | Values>;

/** A named set of options of an objective. */
export interface Preset {
  readonly description: string;
}

/** The best value that is possible, and the points that have it, if mathematics knows them. */
export interface Optimum {
  readonly value: number;
  readonly points: readonly Readonly<Record<string, unknown>>[];
}

/**
 * What is optimized.
 *
 * @example
 * ```ts
 * import { defineObjective, float } from '@tune/core';
 * export const parabola = defineObjective({
 *   name: 'parabola',
 *   space: { x: float(-5, 5) },
 *   evaluate: ({ x }) => (x - 1) ** 2,
 * });
 * parabola.direction; // 'minimize'
 * ```
 */
export interface Objective<P extends Point = Point> {
  readonly name: string;
  /** Changes whenever equal points may get other values: part of the identity of stored runs. */
  readonly version?: string;
  /** The options it was made with: part of its identity too. */
  readonly options?: Json;
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
  /** What the numbers can be computed with, if there is a choice; option `backend` takes one of them. */
  readonly backends?: readonly string[];
  /**
   * `none`: an evaluation is quick, cannot crash, and leaves nothing behind, so trials may run in the
   * process of the search. `process`, the default of the command line: they run in child processes.
   */
  readonly isolation?: 'process' | 'none';
  /** How many steps a full evaluation takes, as its reports count them: its cost, for pruners. */
  readonly steps?: number;
  /** Where another process finds it; executors that evaluate elsewhere need it. */
  readonly reference?: ObjectiveReference;
  /** Called once before the first evaluation, in every process that evaluates; what it returns is shown. */
  setup?(context: SetupContext): Promise<readonly EnvironmentInfo[]>;
  evaluate(point: P, context: EvaluateContext): number | Values | Promise<number | Values>;
  /**
   * The same objective, scored on data that no evaluation of this one sees: the held-out test of the
   * best point of a search. Its `description` says what that is.
   */
  test?(): Objective<P>;
  /** Called once after the last evaluation. */
  dispose?(): Promise<void>;
  /** Removes what `setup` has fetched and built; what it returns is shown. */
  clean?(): Promise<readonly EnvironmentInfo[]>;
}

/** What {@link defineObjective} takes: an objective whose direction may be missing. */
export type ObjectiveDefinition<P extends Point> = Omit<
  Objective<P>,
  'space' | 'direction' | 'evaluate'
> & { readonly direction?: Direction; readonly evaluate: Evaluate<P> };

/**
 * An objective with every type inferred from its space. The direction is `minimize` by default.
 * @throws OBJECTIVE_INVALID  a part is missing or is not what it should be
 * @throws SPACE_INVALID
 */
export function defineObjective<P extends Point>(
  definition: ObjectiveDefinition<P> & { readonly space: Space<P> },
): Objective<P>;
export function defineObjective<const S extends Parameters>(
  definition: ObjectiveDefinition<PointOf<S>> & { readonly space: S & Conditioned<S> },
): Objective<PointOf<S>>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- of points that only the overloads know
export function defineObjective(definition: any): any {
  const objective = {
    direction: 'minimize' as const,
    ...definition,
    space: asSpace(definition.space),
  };
  checkObjective(definition.name, objective);
  return objective;
}

/** @throws OBJECTIVE_INVALID  what is missing or is not what it should be */
export function checkObjective(source: string, value: unknown): asserts value is Objective {
  const fail = (reason: string): never => {
    throw coreError('OBJECTIVE_INVALID', { source, reason });
  };
  const objective = value as Partial<Objective> | null | undefined;
  if (typeof objective !== 'object' || objective === null) {
    fail('it is neither an objective nor a function that returns one');
  }
  const { name, space, direction, evaluate } = objective as Partial<Objective>;
  if (typeof name !== 'string' || name === '') fail('its name is not a string');
  if (typeof space?.decode !== 'function') fail('its space was not made by space()');
  if (!isDirection(direction)) {
    fail(`its direction is ${JSON.stringify(direction)}, neither "minimize" nor "maximize"`);
  }
  if (typeof evaluate !== 'function') fail('it has no function evaluate');
}
