import { coreError } from '../errors.ts';
import type { Executor, ObjectiveReference } from '../execution/executor.ts';
import { inProcessExecutor } from '../execution/in-process.ts';
import { checkObjective, type Evaluate, type Objective } from '../objective.ts';
import type { Point } from '../space/space.ts';
import type { OptimizeOptions } from '../study/options.ts';
import type { ResolvedOptions } from '../study/study-parts.ts';

/** Where the trials of a run are evaluated. */
export interface Target {
  readonly executor: Executor;
  readonly concurrency: number;
  readonly reference: ObjectiveReference | undefined;
  close(): Promise<void>;
}

/**
 * The executor of a run: the one that was given, or one of its own in this process.
 * @throws STUDY_OPTION_INVALID  a function, which would not be called, and an executor
 * @throws OBJECTIVE_INVALID  it is neither a function nor an objective
 * @throws STUDY_CHANGED  the objective has another space or direction than the study
 */
export function openTarget<P extends Point>(
  study: ResolvedOptions,
  given: Evaluate<P> | Objective<P>,
  { executor, concurrency }: OptimizeOptions<P>,
): Target {
  if (executor !== undefined && typeof given === 'function') {
    const expected = 'an objective, because an executor is given, which brings its own function';
    const name = 'the first argument of optimize()';
    throw coreError('STUDY_OPTION_INVALID', { name, expected, value: given });
  }
  const objective = objectiveOf(study, given);
  const { reference } = objective;
  if (executor !== undefined) {
    const most = Math.min(concurrency ?? Infinity, executor.concurrency);
    return { executor, concurrency: most, reference, close: async () => undefined };
  }
  const own = inProcessExecutor(objective, concurrency === undefined ? {} : { concurrency });
  return { executor: own, concurrency: own.concurrency, reference, close: () => own.close() };
}

function objectiveOf<P extends Point>(
  { name: study, space, direction }: ResolvedOptions,
  given: Evaluate<P> | Objective<P>,
): Objective {
  if (typeof given === 'function') {
    return { name: study, space, direction, evaluate: given } as unknown as Objective;
  }
  checkObjective('the first argument of optimize()', given);
  const differs = (option: string, stored: unknown, other: unknown): never => {
    throw coreError('STUDY_CHANGED', { study, option, stored, given: other });
  };
  if (given.space.fingerprint !== space.fingerprint) {
    differs('the space', space.toJSON(), given.space.toJSON());
  }
  if (given.direction !== direction) differs('direction', direction, given.direction);
  return given as unknown as Objective;
}
