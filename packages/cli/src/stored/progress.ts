import type { StudySummary } from '@tune/core';
import { bestTrial } from '@tune/core/plugin';

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
export const isOutstanding = (study: StudySummary): boolean =>
  study.trials.waiting + study.trials.running > 0 ||
  (study.budget?.trials !== undefined && endedOf(study) < study.budget.trials);

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
