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

/** A named set of studies that were compared; its studies are named `comparison/strategy/repeat`. */
export interface StoredComparison {
  readonly name: string;
  /** What is needed to go on with it: plain JSON of the program that stored it. */
  readonly definition: Json;
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
  /** Studies in the order of their creation; with `under`, that one and those below `under/`. */
  studies(under?: string): Promise<readonly StudySummary[]>;
  comparisons(): Promise<readonly StoredComparison[]>;
  /** @throws STORAGE_COMPARISON_INVALID  what is stored of it is damaged */
  comparison(name: string): Promise<StoredComparison | undefined>;
  /**
   * What is damaged, with `under` as in {@link studies}. Nothing damaged keeps the rest from being
   * listed: what cannot be read is missing from the other lists. It can be removed.
   */
  damaged(under?: string): Promise<readonly Damage[]>;
  /**
   * Adds a comparison, unless its name is taken. Of several processes that add the name at once, one does.
   * @returns what is stored under the name now: compare its definition
   * @throws STORAGE_COMPARISON_INVALID  what is stored under the name is damaged
   */
  addComparison(name: string, definition: Json, at: number): Promise<StoredComparison>;
  /** Adds a comparison, or replaces its definition and removes its result. */
  putComparison(name: string, definition: Json, at: number): Promise<void>;
  /** Adds to the time that a comparison took; `result` if it is complete now. */
  recordProgress(
    name: string,
    progress: { readonly at: number; readonly seconds: number; readonly result?: Json },
  ): Promise<void>;
  /**
   * Adds studies and their comparison, all or none. Validate the events first: see `validateEvents`.
   * @throws STORAGE_NAME_TAKEN  one of the names exists
   */
  importStudies(imported: ImportedStudies): Promise<void>;
  /**
   * Removes a comparison or a study, and the studies below its name. A comparison that loses a study
   * loses its result too, because it is not complete any more; with its last study it is removed.
   * @param options  `ifEmpty`: only a comparison that has no study
   * @returns how many studies
   */
  remove(name: string, options?: { readonly ifEmpty?: boolean }): Promise<number>;
}
