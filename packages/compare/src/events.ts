import type { EnvironmentChange, EnvironmentInfo, RunEvent, Trial } from '@tune/core';
import type { Choice, Comparison } from './comparison.ts';
import type { Run } from './design.ts';
import type { Plan } from './plan.ts';
import type { StrategyFailure } from './strategy-failure.ts';
import type { Interval } from './statistics/share-interval.ts';

/** What happens during a comparison, in order; the last event is the comparison. */
export type ComparisonEvent =
  /** Everything is set up, and the first run begins. */
  | { readonly type: 'ready'; readonly environment: readonly EnvironmentInfo[] }
  /** After `ready`: what is stored of the comparison already, and what is missing. */
  | ({ readonly type: 'plan' } & Plan)
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
  /** The strategy broke a rule: its runs end, and are left out of the verdict; the others go on. */
  | (Run & {
      readonly type: 'strategy-failed';
      readonly error: unknown;
      readonly failure: StrategyFailure;
    })
  /** The choice of a run is scored on what `description` says: `the 10,000 test images`. */
  | (Run & { readonly type: 'test-started'; readonly description: string })
  | (Run &
      Choice & {
        readonly type: 'tested';
        readonly description: string;
        /** 95 % interval of the score, if it is a share of so many answers. */
        readonly samples?: number;
        readonly interval?: Interval;
      })
  /** `isComplete`: every run has ended by its own rules. */
  | {
      readonly type: 'comparison';
      readonly comparison: Comparison;
      readonly isComplete: boolean;
    };
