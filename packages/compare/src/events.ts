import type { EnvironmentChange, EnvironmentInfo, RunEvent, Trial } from '@tune/core';
import type { Comparison } from './comparison.ts';
import type { Run } from './design.ts';
import type { HeldOutTestEvent } from './held-out-test.ts';

/** What happens during a comparison, in order; the last event is the comparison. */
export type ComparisonEvent =
  /** Everything is set up, and the first run begins. */
  | { readonly type: 'ready'; readonly environment: readonly EnvironmentInfo[] }
  /** After `ready`: what is stored of the comparison already, and what is missing. */
  | {
      readonly type: 'plan';
      /** Strategies times repeats; with `untilDecided` at most so many. */
      readonly runs: number;
      /** Runs that have all of their trials already. */
      readonly reusedRuns: number;
      /** Trials that are not run again. */
      readonly reusedTrials: number;
      /** Trials to run; with `untilDecided` those of the first repeat that lacks any. */
      readonly missingTrials: number;
      /** With `untilDecided`: if all repeats are needed. */
      readonly mostTrials?: number;
    }
  /** The run was stored already and continues. `changes`: why later trials may differ. */
  | (Run & {
      readonly type: 'resumed';
      readonly trials: number;
      /** How many of them have ended for good. */
      readonly ended: number;
      readonly best?: Trial;
      readonly changes: readonly EnvironmentChange[];
    })
  | (Run & RunEvent)
  /** The strategy threw or left the space: this run ends, the others go on. */
  | (Run & { readonly type: 'strategy-failed'; readonly error: unknown })
  /** After the last run: the best trial of a strategy on held-out data. */
  | HeldOutTestEvent
  /** `isComplete`: every run has ended by its own rules. */
  | {
      readonly type: 'comparison';
      readonly comparison: Comparison;
      readonly isComplete: boolean;
    };
