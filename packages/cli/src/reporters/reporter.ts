import type { ComparisonEvent, Design } from '@tune/compare';

/** Where a comparison is stored. */
export interface StoredInfo {
  readonly name: string;
  readonly file: string;
  readonly isComplete: boolean;
  /** It was complete before: nothing was run. */
  readonly isOld: boolean;
}

/**
 * Shows a comparison while it runs. It sees events and never touches a study; none of its methods
 * waits for the reader of its output, except the last.
 */
export interface Reporter {
  /** First: what is going to be done. */
  begin(design: Design): void;
  /** A sentence of a set-up step, while it lasts. */
  progress(message: string): void;
  /** What a plugin writes, here or in a child process. */
  output(text: string): void;
  /** Each event, in order; the last is the comparison. `isOld`: nothing runs, it shows what is stored. */
  event(event: ComparisonEvent, isOld?: boolean): void;
  /** After the comparison: where it is stored. */
  stored(info: StoredInfo): void;
  /** Last, also after an interruption or an error: restores the terminal and waits for the reader. */
  end(): Promise<void>;
}
