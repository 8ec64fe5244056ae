import type { StoredComparison, StudySummary } from '@tune/core';
import { bestTrial } from '@tune/core/plugin';
import { fieldsOf, flagsOf } from '../comparison/definition.ts';

/** How far studies are together. */
export interface StoredProgress {
  readonly ended: number;
  /** Undefined if one of them has no budget of trials. */
  readonly planned: number | undefined;
  readonly best: number | undefined;
}

/** Trials that have ended and count against a budget. */
export const endedOf = ({ trials }: StudySummary): number =>
  trials.complete + trials.failed + trials.pruned;

/** Whether there is something left to run, as far as the budget tells. */
const isOutstanding = (study: StudySummary): boolean =>
  hasPending(study) || (study.budget?.trials !== undefined && endedOf(study) < study.budget.trials);

/** How many studies a comparison has once each of its runs has begun. */
function plannedStudies({ definition }: StoredComparison): number {
  const { strategies, repeats } = fieldsOf(definition);
  if (typeof strategies !== 'string') return 0;
  const count = strategies.split(',').filter((spec) => spec.trim() !== '').length;
  return count * (typeof repeats === 'number' ? repeats : 1);
}

interface Stored {
  readonly comparison: StoredComparison | undefined;
  readonly studies: readonly StudySummary[];
}

/**
 * Whether a comparison has its result. One command may have stored it after another had extended the
 * comparison, or had enqueued a point: then it is the result of less.
 */
export function hasResult({ comparison, studies }: Stored): boolean {
  if (comparison?.result === undefined) return false;
  const { trials, repeats } = fieldsOf(comparison.result);
  const { flags } = flagsOf(comparison.definition);
  const isOther = (has: unknown, wanted: number): boolean => has !== undefined && has !== wanted;
  if (isOther(trials, flags.trials) || isOther(repeats, flags.repeats)) return false;
  return !studies.some(hasPending);
}

const hasPending = ({ trials }: StudySummary): boolean => trials.waiting + trials.running > 0;

/** Whether there is something that `tune resume` would run. */
export const isUnfinished = ({ comparison, studies }: Stored): boolean => {
  if (hasResult({ comparison, studies })) return false;
  const isMissing = comparison !== undefined && studies.length < plannedStudies(comparison);
  return isMissing || studies.some(isOutstanding);
};

export function progressOf(studies: readonly StudySummary[]): StoredProgress {
  let [ended, planned] = [0, 0 as number | undefined];
  for (const study of studies) {
    ended += endedOf(study);
    const { trials } = study.budget ?? {};
    planned = trials === undefined || planned === undefined ? undefined : planned + trials;
  }
  const bests = studies.flatMap(({ best }) => best ?? []);
  const best = bestTrial(bests, studies[0]?.direction ?? 'minimize')?.value;
  return { ended, planned, best };
}
