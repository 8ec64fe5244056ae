import type { Objective, ObjectiveReference } from '@tune/core';
import type { ObjectiveFiles } from '../versions/with-unchanged-code.ts';

/** An objective, and where a child process finds the same one. */
export interface ResolvedObjective {
  readonly objective: Objective;
  readonly reference: ObjectiveReference;
  /** Of a person's own; undefined for those of packages. */
  readonly code?: ObjectiveFiles;
}
