import type { Storage, StoredComparison, StudySummary } from '@tune/core';

/** What is exported: the studies of a name, and the comparison that they belong to. */
export interface Exported {
  readonly storage: Storage;
  readonly comparison: StoredComparison | undefined;
  readonly studies: readonly StudySummary[];
  /** Studies below those: what their choices were scored by. */
  readonly scores: readonly StudySummary[];
  /** What people call a study. */
  shown(study: string): string;
}

/** Writes studies in one format: lines without their ends. */
export type Exporter = (exported: Exported) => AsyncIterable<string>;
