import type {
  CheckedClaim,
  Comparison,
  ComparisonEvent,
  Design,
  ProblemsComparison,
  SelfCheck,
} from '@tune/compare';

/** Where a comparison is stored. */
export interface StoredInfo {
  readonly name: string;
  readonly file: string;
  readonly isComplete: boolean;
  /** It was complete before: nothing was run. */
  readonly isOld: boolean;
}

/**
 * Tells what a comparison does and what came of it. It sees events and never touches a study; none of its
 * methods waits for the reader of its output, except the last. Only `event` and `end` are needed.
 */
export interface Reporter {
  /**
   * First: what is going to be done. Once for each objective, if they are several.
   * @param name  of the comparison, with the objective behind a slash if they are several; undefined if nothing
   * is kept
   */
  begin?(design: Design, name: string | undefined): void;
  /** A sentence of a set-up step, while it lasts. Of several reporters, the first one that takes it gets it. */
  progress?(message: string): void;
  /** What a plugin writes, here or in a child process. Also for the first one only. */
  output?(text: string): void;
  /** Each event, in order; the last is the comparison. `isOld`: nothing runs, it shows what is stored. */
  event(event: ComparisonEvent, isOld?: boolean): void;
  /** After the last of several objectives: all of them together. */
  problems?(comparison: ProblemsComparison, isComplete: boolean): void;
  /** After the comparison: what had to hold of it, if anything had to. */
  claims?(checked: readonly CheckedClaim[]): void;
  /** After a comparison of a strategy with itself: what it says about verdicts on the objective. */
  check?(check: SelfCheck, comparison: Comparison): void;
  /** Where it is stored. */
  stored?(info: StoredInfo): void;
  /** Last, also after an interruption or an error: restores the terminal and waits for the reader. */
  end(): void | Promise<void>;
}
