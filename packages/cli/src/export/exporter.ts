import type { StoredStudy } from '@tune/core';
import type { StoredComparison } from '@tune/runtime';

/** What is exported: the studies of a name, and the comparison that they belong to. */
export interface Exported {
  readonly comparison: StoredComparison | undefined;
  readonly studies: readonly StoredStudy[];
  /** Their facts, in the order of the studies. */
  readonly facts: readonly (readonly unknown[])[];
}

/** Writes it in one format: lines without their ends. */
export type Exporter = (exported: Exported) => Iterable<string>;
