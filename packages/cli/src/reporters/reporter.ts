import type { ComparisonEvent, Design } from '@tune/compare';
import type { Fact } from '@tune/core';

/** A comparison in a file. */
export interface Kept {
  readonly name: string;
  readonly file: string;
  readonly isComplete: boolean;
  /** Nothing was run: it was complete before. */
  readonly isOld: boolean;
}

/** Shows a comparison while it runs. It sees events and never touches a study. */
export interface Reporter {
  /** First of all: what is going to be done. */
  begin(design: Design): void;
  /** A sentence of a set-up step, while it lasts. */
  progress(message: string): void;
  /** What a plugin writes, here or in a process of its own. */
  output(text: string): void;
  /** Once, when everything is set up. `isOld`: nothing will be run, what is stored is shown. */
  ready(facts: readonly Fact[], isOld?: boolean): void;
  /** Each event, in order; the last is the comparison. Waits where the reader is slow. */
  event(event: ComparisonEvent): Promise<void>;
  /** Where it is kept: after the comparison, of whatever was kept. */
  stored(kept: Kept): void;
  /** Once, last, also after an interruption or an error: leaves the terminal as it was. */
  end(): void;
}
