import type { Point } from './space.ts';
import type { Trial } from './trial.ts';

/** What happens while a study optimizes, in order. */
export type StudyEvent<P extends Point = Point> =
  | { readonly type: 'trial-started'; readonly trial: Trial<P> }
  | {
      readonly type: 'trial-reported';
      readonly number: number;
      readonly step: number;
      readonly value: number;
      readonly total?: number;
    }
  /** `improved`: this trial is the new incumbent. */
  | { readonly type: 'trial-ended'; readonly trial: Trial<P>; readonly improved: boolean }
  /** The finite space is used up. */
  | { readonly type: 'exhausted' }
  /** So many trials have failed in a row that no further one is begun. */
  | { readonly type: 'gave-up'; readonly failures: number }
  /** Last of all, where a stopping rule ended the study before its budget. */
  | { readonly type: 'stopped'; readonly reason: string };
