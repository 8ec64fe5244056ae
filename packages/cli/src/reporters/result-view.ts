import type { Comparison } from '@tune/compare';

/** A comparison to show, with what its JSON does not say. */
export interface ResultView {
  readonly comparison: Comparison;
  /** What the values are called. */
  readonly metric?: string | undefined;
  /** There is nothing left to run. */
  readonly isComplete: boolean;
  /** How many steps a whole trial has, if trials may be pruned. */
  readonly steps?: number | undefined;
  /** How long it took, if it was run just now. */
  readonly seconds?: number | undefined;
  /** What it is stored as; undefined if nothing is kept. */
  readonly name?: string | undefined;
  /** The words of a command that makes the same comparison. */
  readonly command?: readonly string[] | undefined;
}
