import type { FactHead } from './fact-head.ts';
import type { StudyFact } from './study-fact.ts';

/** How many facts a study has: the number that an append expects. */
export type Version = number;

/** Facts in a row as they are kept: each one's head, and its JSON, to be read when it is needed. */
export interface FactPage {
  readonly heads: readonly FactHead[];
  readonly facts: readonly string[];
}

/** Keeps the facts of studies. Every implementation passes one suite. */
export interface Storage {
  /**
   * Adds facts at the end, all or none. Once it returns, facts that {@link mustSurvive} are safe.
   * @throws STORAGE_CONFLICT  somebody else has appended since `expectedVersion`
   */
  append(
    study: string,
    facts: readonly StudyFact[],
    options: { readonly expectedVersion: Version },
  ): Promise<Version>;
  /** The facts from `since` on, oldest first. An unknown study has none. */
  read(study: string, since: Version): AsyncIterable<StudyFact>;
  /** The same facts, unread, where a storage can do that quicker than `read`. */
  skim?(study: string, since: Version): AsyncIterable<FactPage>;
}
