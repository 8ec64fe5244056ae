import type { Point } from '../space/space.ts';
import type { Fallbacks } from '../strategy/fallbacks.ts';
import type { Trial } from '../study/trial.ts';

/** What happens while a study is optimized, in order. */
export type RunEvent<P extends Point = Point> =
  | { readonly type: 'trial-started'; readonly trial: Trial<P> }
  | {
      readonly type: 'trial-reported';
      readonly number: number;
      readonly step: number;
      readonly value: number;
      readonly total?: number;
    }
  /** `improved`: this trial is the best of the study now. */
  | { readonly type: 'trial-ended'; readonly trial: Trial<P>; readonly improved: boolean }
  /** Its lease ran out and another process took it over: its outcome here was not stored. */
  | { readonly type: 'trial-lost'; readonly trial: Trial<P> }
  /** The strategy has no further point: the finite space is used up. */
  | { readonly type: 'exhausted' }
  /** So many trials have failed in a row that no further one is begun. */
  | { readonly type: 'gave-up'; readonly failures: number }
  /** A stopping rule ended the study before its budget. */
  | { readonly type: 'stopped'; readonly reason: string };

/** Why a call of `optimize` returned. */
export type EndReason =
  /** The study's own budget is spent. */
  | 'budget'
  /** The `trials` or `seconds` of the call are used up. */
  | 'limit'
  | 'exhausted'
  /** Target or patience: `study.stopReason` says which. */
  | 'stopped'
  /** Too many failures in a row. */
  | 'failures'
  | 'aborted';

/** What a call of `optimize` did. */
export interface RunSummary<P extends Point = Point> {
  readonly reason: EndReason;
  /** How many trials of this call ended, by state. */
  readonly complete: number;
  readonly failed: number;
  readonly pruned: number;
  /** Trials of this call that the strategy chose without its model; missing if there is none. */
  readonly fallbacks?: Fallbacks;
  /** The best trial of the study. */
  readonly best: Trial<P> | undefined;
}
