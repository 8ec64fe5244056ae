import type { StoredComparison, StudySummary } from '@tune/core';

/** The study of one run of a comparison. */
export interface ComparedStudy {
  readonly label: string;
  readonly repeat: number;
  readonly study: StudySummary;
}

/** The runs of a comparison that have begun, strategy by strategy in the order of the first ones. */
export function comparedStudies(
  { name }: StoredComparison,
  studies: readonly StudySummary[],
): ComparedStudy[] {
  return studies.flatMap((study) => {
    const [label, repeat, ...more] = study.name.slice(name.length + 1).split('/');
    // What is below a run scores its choice.
    if (label === undefined || repeat === undefined || more.length > 0) return [];
    return [{ label, repeat: Number(repeat), study }];
  });
}
