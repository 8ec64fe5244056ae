import type { ComparisonView, StoredComparison } from '@tune/core';
import { fieldsOf, flagsOf, isOf, mostRepeats } from './definition.ts';
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

/** Whether the size of a comparison was not known before its runs were seen. */
export function isChosenLater(
  view: ComparisonView,
  before: StoredComparison | undefined,
  others: readonly StoredComparison[],
  begun: ReadonlySet<string>,
): boolean {
  const sizeOf = ({ definition }: ComparisonView): string => {
    const { trials, repeats, atMost } = fieldsOf(definition);
    return JSON.stringify([trials, repeats, atMost]);
  };
  const isOther = (one: ComparisonView): boolean => sizeOf(one) !== sizeOf(view);
  if (before !== undefined) return isOther(before);
  // Runs that others have begun: of the same size by the same plan, or of another one.
  return view.runs.some(({ study }) => {
    if (!begun.has(study)) return false;
    const viewers = others.filter(({ runs }) => runs.some((run) => run.study === study));
    return viewers.length === 0 || viewers.every(isOther);
  });
}
