import type { Direction } from '../direction.ts';
import type { Json } from '../json.ts';
import type { Point } from '../space/space.ts';
import type { Budget } from '../study/budget.ts';
import type { Identity, StudyEvent, TrialReport } from '../events/events.ts';
import type { TrialState } from '../study/trial.ts';

/** What a list shows of a study. */
export interface StudySummary {
  readonly name: string;
  readonly direction: Direction;
  readonly strategy: Identity;
  readonly objective?: Identity;
  readonly seed: number;
  readonly budget?: Budget;
  /** How many trials are in each state. */
  readonly trials: Readonly<Record<TrialState, number>>;
  /** The best complete trial at full fidelity. */
  readonly best?: { readonly number: number; readonly value: number; readonly point: Point };
  /** When it was created and last changed, in milliseconds since 1970. */
  readonly createdAt: number;
  readonly changedAt: number;
}

/** A run as a part of a comparison: the study of one strategy in one repeat. */
export interface ComparedRun {
  readonly label: string;
  readonly repeat: number;
  /** The objective that it searches, if the comparison has several. */
  readonly problem?: string;
  /** The name of the study, which exists once the run has begun. */
  readonly study: string;
}

/** What a comparison is: how it is run, and which runs it looks at. */
export interface ComparisonView {
  /** What is needed to go on with it: plain JSON of the program that stored it. */
  readonly definition: Json;
  readonly runs: readonly ComparedRun[];
}

/** A named view on runs. Several comparisons may have the same run. */
export interface StoredComparison extends ComparisonView {
  readonly name: string;
  /** Counts the changes of what it is: another view, or another trial of one of its runs. */
  readonly revision: number;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Wall time that was spent on it, over all starts. */
  readonly seconds: number;
  /** There once it is complete. */
  readonly result?: Json;
}

/** Something stored that is not what it should be. */
export interface Damage {
  readonly kind: 'study' | 'comparison';
  readonly name: string;
  /** What is wrong with it, with the place: `event 17 is missing`. */
  readonly reason: string;
}

/** Studies that come from somewhere else, with their comparison. */
export interface ImportedStudies {
  readonly comparison?: StoredComparison;
  readonly studies: readonly {
    readonly name: string;
    readonly events: readonly StudyEvent[];
    readonly reports: readonly TrialReport[];
  }[];
}

/** What a storage knows beside the events: which studies and comparisons there are. */
export interface Catalog {
  /**
   * Studies in the order of their creation.
   * @param under  only those of these names, and those below: `name/...`
   */
  studies(under?: string | readonly string[]): Promise<readonly StudySummary[]>;
  comparisons(): Promise<readonly StoredComparison[]>;
  /** @throws STORAGE_COMPARISON_INVALID  what is stored of it is damaged */
  comparison(name: string): Promise<StoredComparison | undefined>;
  /**
   * What is damaged, with `under` as in {@link studies}. Nothing damaged keeps the rest from being
   * listed: what cannot be read is missing from the other lists. It can be removed.
   */
  damaged(under?: string | readonly string[]): Promise<readonly Damage[]>;
  /**
   * Adds a comparison, unless its name is taken. Of several processes that add the name at once, one does.
   * @returns what is stored under the name now: compare its definition
   * @throws STORAGE_COMPARISON_INVALID  what is stored under the name is damaged
   */
  addComparison(name: string, view: ComparisonView, at: number): Promise<StoredComparison>;
  /**
   * Gives a comparison another view and removes its result, if it still has the expected revision: of two
   * processes that change it at once, the second has to look at what the first has made of it.
   * @returns the changed comparison; undefined if it is another one now
   */
  changeComparison(
    name: string,
    view: ComparisonView,
    change: { readonly at: number; readonly expected: number },
  ): Promise<StoredComparison | undefined>;
  /**
   * Adds to the time that a comparison took. With `complete`, stores its result, if it still has the expected
   * revision: else it is the result of less than the comparison is now.
   */
  recordProgress(
    name: string,
    progress: {
      readonly at: number;
      readonly seconds: number;
      readonly complete?: { readonly result: Json; readonly expected: number };
    },
  ): Promise<void>;
  /** The comparisons that look at one of these studies have no result any more, and another revision. */
  reopenComparisons(studies: readonly string[], at: number): Promise<void>;
  /**
   * Adds studies and their comparison, all or none. A study that is stored already, the same one by the id
   * of its first event, is kept as it is; if it lacks something of the imported one, the comparison is added
   * without its result. Validate the events first: see `validateEvents`.
   * @returns how many studies were added
   * @throws STORAGE_NAME_TAKEN  something else has one of the names
   */
  importStudies(imported: ImportedStudies): Promise<number>;
  /**
   * Removes a comparison, with those of its runs that no other comparison looks at; or a study, and the
   * studies below its name. A comparison that loses a study loses its result too, because it is not complete
   * any more; with its last study it is removed.
   * @param options  `ifEmpty`: only a comparison none of whose runs has begun
   * @returns how many studies
   */
  remove(name: string, options?: { readonly ifEmpty?: boolean }): Promise<number>;
}
