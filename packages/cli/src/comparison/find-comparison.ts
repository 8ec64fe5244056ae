import type { ComparisonView, StoredComparison } from '@tune/core';
import { viewedStudies } from '../stored/viewed-studies.ts';
import { extendedFrom, flagsOf, isOf, mostRepeats, UNKNOWN_REPEATS } from './definition.ts';
import { mainNameOf } from './runs.ts';

/** The comparisons of a problem, the one that was changed last first. */
export const comparisonsOf = (
  comparisons: readonly StoredComparison[],
  identity: string,
): readonly StoredComparison[] =>
  comparisons
    .filter(({ definition }) => isOf(definition, identity))
    .toSorted((a, b) => b.changedAt - a.changedAt);

/**
 * The stored comparison that a command goes on with: the one that it describes, else the latest of those that
 * it describes more of (more strategies, repeats or trials, and nothing less).
 * @param stored  the comparisons of its problem, the latest first
 */
export function findComparison(
  stored: readonly StoredComparison[],
  asked: ComparisonView,
): StoredComparison | undefined {
  const more = stored.filter((one) => isMoreThan(asked, one));
  return more.find((one) => isMoreThan(one, asked)) ?? more[0];
}

/** Whether a view has all runs of another one, as long or longer. */
function isMoreThan(view: ComparisonView, other: ComparisonView): boolean {
  const names = new Set(view.runs.map(({ study }) => mainNameOf(study)));
  const hasAll = other.runs.every(({ study }) => names.has(mainNameOf(study)));
  const [own, others] = [view, other].map(({ definition }) => flagsOf(definition).flags);
  return hasAll && own!.trials >= others!.trials && mostRepeats(own!) >= mostRepeats(others!);
}

/**
 * The number of repeats that was fixed before the size of a comparison was chosen, if it was chosen after
 * runs were seen; undefined if it was not.
 * @param before  what it goes on with
 * @param others  the comparisons of its problem
 * @param begun  the runs that are stored
 */
export function fixedBefore(
  view: ComparisonView,
  before: StoredComparison | undefined,
  others: readonly StoredComparison[],
  begun: ReadonlySet<string>,
): number | undefined {
  if (before !== undefined) {
    return (
      extendedFrom(before.definition) ?? (isSameSize(before, view) ? undefined : fixedOf(before))
    );
  }
  // Runs that others have begun: of the same size by the same plan, or of another one.
  const asPlanned = viewedStudies(others.filter((one) => isSameSize(one, view)));
  const fixed = new Map<string, number>();
  for (const one of others) {
    const own = fixedOf(one);
    for (const { study } of one.runs) fixed.set(study, Math.max(fixed.get(study) ?? 0, own));
  }
  const seen = view.runs.filter(({ study }) => begun.has(study) && !asPlanned.has(study));
  if (seen.length === 0) return undefined;
  return Math.max(...seen.map(({ study }) => fixed.get(study) ?? UNKNOWN_REPEATS));
}

/** How many repeats were fixed in advance. */
function fixedOf({ definition }: ComparisonView): number {
  const { repeats } = flagsOf(definition).flags;
  const fixed = extendedFrom(definition);
  return repeats === 'auto' ? (fixed ?? UNKNOWN_REPEATS) : Math.max(fixed ?? 0, repeats);
}

/** More repeats until it is decided are no change of plan. */
function isSameSize(one: ComparisonView, other: ComparisonView): boolean {
  const [own, others] = [one, other].map(({ definition }) => flagsOf(definition).flags);
  return own!.trials === others!.trials && own!.repeats === others!.repeats;
}
