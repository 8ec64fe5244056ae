import type { StoredComparison, StudySummary } from '@tune/core';
import { bestTrial } from '@tune/core/plugin';
import { flagsOf } from '../comparison/definition.ts';
import { resultOf } from '../comparison/stored-result.ts';

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

const hasPending = ({ trials }: StudySummary): boolean => trials.waiting + trials.running > 0;

/** Whether there is something left to run, as far as the budget tells. */
const isOutstanding = (study: StudySummary): boolean =>
  hasPending(study) || (study.budget?.trials !== undefined && endedOf(study) < study.budget.trials);

interface Stored {
  readonly comparison: StoredComparison | undefined;
  readonly studies: readonly StudySummary[];
}

/** Whether there is something that `tune resume`, or the program of a study, would run. */
export const isUnfinished = ({ comparison, studies }: Stored): boolean =>
  comparison === undefined ? studies.some(isOutstanding) : comparison.result === undefined;

/** A run may have more trials than a comparison looks at. */
export function progressOf({ comparison, studies }: Stored): StoredProgress {
  const most = comparison === undefined ? Infinity : flagsOf(comparison.definition).flags.trials;
  let [ended, planned] = [0, 0 as number | undefined];
  for (const study of studies) {
    ended += Math.min(most, endedOf(study));
    const { trials } = study.budget ?? {};
    const own = trials === undefined ? undefined : Math.min(most, trials);
    planned = own === undefined || planned === undefined ? undefined : planned + own;
  }
  const bests = bestsOf(comparison) ?? studies.flatMap(({ best }) => best ?? []);
  const best = bestTrial(bests, studies[0]?.direction ?? 'minimize')?.value;
  const isOfOne = new Set(studies.map(({ objective }) => JSON.stringify(objective))).size <= 1;
  const missing = comparison === undefined ? 0 : missingRuns(comparison, studies) * most;
  return {
    ended,
    planned: planned === undefined ? undefined : planned + missing,
    // Values of several objectives are not compared.
    best: isOfOne ? best : undefined,
  };
}

/** The best values of what a complete comparison looks at: its runs may be longer. */
function bestsOf(comparison: StoredComparison | undefined) {
  const [problem] = resultOf(comparison?.result)?.problems ?? [];
  return problem?.comparison.strategies.flatMap(({ best }) =>
    best.flatMap((value) => (value === null ? [] : [{ value }])),
  );
}

/** Runs that are going to be: of those until it is decided, only what has begun is certain. */
function missingRuns(
  { definition, runs, result }: StoredComparison,
  studies: readonly StudySummary[],
): number {
  const isOpen = flagsOf(definition).flags.repeats === 'auto' || result !== undefined;
  if (isOpen && studies.length > 0) return 0;
  const strategies = new Set(runs.map(({ label, problem }) => `${problem}/${label}`)).size;
  return isOpen ? strategies : runs.length - studies.length;
}
