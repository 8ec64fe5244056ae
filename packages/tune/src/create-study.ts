import {
  createStudy as createCoreStudy,
  type Parameters,
  type Point,
  type PointOf,
  type Space,
  type Strategy,
  type Study,
  type StudyOptions as CoreOptions,
} from '@tune/core';
import type { Conditioned } from '@tune/core/plugin';
import { bayes } from '@tune/strategies';

/** How a study is made; only the space is needed. */
export type StudyOptions<P extends Point = Point> = Omit<CoreOptions<P>, 'strategy'> & {
  /** Default: `bayes()`. */
  readonly strategy?: Strategy;
};

/**
 * The study of a name: a new one, or the stored one of that name. By default it minimizes, chooses
 * points by Bayesian optimization, and lives in memory.
 *
 * @throws STUDY_OPTION_INVALID, STRATEGY_INVALID, SPACE_INVALID
 * @throws STUDY_CHANGED  the stored study has another space, direction, strategy, objective or seed
 *
 * @example
 * ```ts
 * import { createStudy, float } from '@tune/tune';
 * const study = await createStudy({ space: { x: float(-5, 5) } });
 * await study.optimize(({ x }) => (x - 1) ** 2, { trials: 50 });
 * Math.round(study.best?.point.x ?? NaN); // 1
 * ```
 */
export function createStudy<P extends Point>(
  options: StudyOptions<P> & { readonly space: Space<P> },
): Promise<Study<P>>;
export function createStudy<const S extends Parameters>(
  options: Omit<StudyOptions<PointOf<S>>, 'space'> & { readonly space: S & Conditioned<S> },
): Promise<Study<PointOf<S>>>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- of points that only the overloads know
export function createStudy(options: any): Promise<any> {
  return createCoreStudy({ strategy: bayes(), ...options });
}
