import type { ComparedRun, StudySummary } from '@tune/core';
import type { Named } from '../stored/names.ts';

/** The study of one run of a comparison. */
export interface ComparedStudy extends Omit<ComparedRun, 'study'> {
  readonly study: StudySummary;
}

/** The runs of a name that have begun, repeat by repeat. */
export function comparedStudies({
  runs,
  studies,
}: Pick<Named, 'runs' | 'studies'>): ComparedStudy[] {
  const byName = new Map(studies.map((study) => [study.name, study]));
  return runs.flatMap(({ study: name, ...run }) => {
    const study = byName.get(name);
    return study === undefined ? [] : [{ ...run, study }];
  });
}
