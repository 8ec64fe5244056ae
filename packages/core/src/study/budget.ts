import { coreError } from '../errors.ts';
import { checkDuration, checkWhole } from './check-options.ts';
import type { Trial } from './trial.ts';

/** What a study may spend in all, over all its starts. */
export interface Budget {
  /** Trials that ended as complete, failed or pruned, or have not ended yet. */
  readonly trials?: number;
  /**
   * Wall time during which trials that have ended were suggested or evaluated; of an outcome that brings
   * its `seconds` those count. Once it is spent no point is chosen and no trial begun, enqueued ones
   * included; what has begun goes on to its end.
   */
  readonly seconds?: number;
  /** Steps of all trials together, for studies with a pruner; needs `stepsPerTrial`. */
  readonly steps?: number;
  /** What a full evaluation costs in steps. */
  readonly stepsPerTrial?: number;
}

/** @throws STUDY_OPTION_INVALID  a budget that is not one, with the name of the field */
export function checkBudget(budget: unknown): asserts budget is Budget | undefined {
  if (budget === undefined) return;
  if (typeof budget !== 'object' || budget === null || Array.isArray(budget)) {
    const expected = 'an object with trials, seconds, steps or stepsPerTrial';
    throw coreError('STUDY_OPTION_INVALID', { name: 'budget', expected, value: budget });
  }
  const { trials, seconds, steps, stepsPerTrial, ...others } = budget as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    const expected = 'one of trials, seconds, steps, stepsPerTrial';
    throw coreError('STUDY_OPTION_INVALID', {
      name: 'a field of budget',
      expected,
      value: unknown,
    });
  }
  if (trials !== undefined) checkWhole('budget.trials', trials);
  if (seconds !== undefined) checkDuration('budget.seconds', seconds, 'seconds');
  if (steps !== undefined) checkWhole('budget.steps', steps);
  if (stepsPerTrial !== undefined) checkWhole('budget.stepsPerTrial', stepsPerTrial);
  if (steps !== undefined && stepsPerTrial === undefined) {
    const expected = 'the steps of a full evaluation, because budget.steps is given,';
    throw coreError('STUDY_OPTION_INVALID', { name: 'budget.stepsPerTrial', expected });
  }
}

/** Whether two budgets are the same, in whichever order their fields are written. */
export const isSameBudget = (a: Budget, b: Budget | undefined): boolean =>
  JSON.stringify(Object.entries(a).toSorted()) ===
  JSON.stringify(Object.entries(b ?? {}).toSorted());

/**
 * What allows everything that either of two budgets does, limit by limit: a limit that one of them lacks is
 * none. Undefined is a budget without limits.
 */
export function largerBudget(a: Budget, b: Budget | undefined): Budget | undefined {
  if (b === undefined) return undefined;
  const larger = (name: 'trials' | 'seconds' | 'steps'): Budget => {
    const [one, other] = [a[name], b[name]];
    return one === undefined || other === undefined ? {} : { [name]: Math.max(one, other) };
  };
  const steps = larger('steps');
  const { stepsPerTrial } = a;
  return {
    ...larger('trials'),
    ...larger('seconds'),
    ...steps,
    ...(steps.steps === undefined || stepsPerTrial === undefined ? {} : { stepsPerTrial }),
  };
}

/**
 * What a trial costs, in steps: a pruned one the steps that it did, a cancelled one nothing, any other
 * a full evaluation. A failure costs as much as a success, so that a study of failures ends; a waiting
 * trial keeps the steps that it will need.
 */
export function stepsOf(trial: Trial, stepsPerTrial: number): number {
  const { state, outcome, fidelity = 1 } = trial;
  if (state === 'cancelled') return 0;
  if (state === 'pruned') return Math.max(1, outcome?.metrics?.['steps'] ?? stepsPerTrial);
  return stepsPerTrial * fidelity;
}
