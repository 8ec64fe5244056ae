import { isBetter } from '@tune/core';
import type { StudySummary } from '@tune/runtime';

/** How far studies are together. */
export interface StoredProgress {
  readonly ended: number;
  /** Undefined where one of them has no budget of trials. */
  readonly planned: number | undefined;
  readonly best: number | undefined;
}

/** Trials that count against a budget and have their outcome. */
export const endedOf = ({ trials }: StudySummary): number =>
  trials.complete + trials.failed + trials.pruned;

/** Whether there is something to go on with, as far as the budget tells. */
export const isOutstanding = (study: StudySummary): boolean =>
  study.trials.waiting + study.trials.running > 0 ||
  (study.budget?.trials !== undefined && endedOf(study) < study.budget.trials);

export function progressOf(studies: readonly StudySummary[]): StoredProgress {
  let [ended, planned] = [0, 0 as number | undefined];
  let best: number | undefined;
  for (const study of studies) {
    ended += endedOf(study);
    const { trials } = study.budget ?? {};
    planned = trials === undefined || planned === undefined ? undefined : planned + trials;
    const { value } = study.best ?? {};
    if (value === undefined) continue;
    if (best === undefined || isBetter(study.direction, value, best)) best = value;
  }
  return { ended, planned, best };
}
