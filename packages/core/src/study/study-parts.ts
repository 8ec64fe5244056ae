import type { Point, Space } from '../space/space.ts';
import type { Storage } from '../storage/storage.ts';
import type { Scratch } from '../strategy/scratch.ts';
import type { TimeLimit } from '../strategy/time-limit.ts';
import type { EventLog } from '../events/event-log.ts';
import type { HeldTrials } from '../leases/held-trials.ts';
import type { LeaseExpiry } from '../leases/lease-expiry.ts';
import type { LeaseTerms } from '../leases/lease.ts';
import type { StudyOptions } from './options.ts';
import type { ReportLog } from './report-log.ts';
import type { Replicates } from './replicates.ts';

type Defaulted =
  | 'name'
  | 'direction'
  | 'storage'
  | 'seed'
  | 'evaluationSeed'
  | 'stopping'
  | 'maxRetries'
  | 'clock';

/** The options of a study with their defaults filled in. */
export type ResolvedOptions<P extends Point = Point> = Omit<StudyOptions<P>, Defaulted> &
  Required<Pick<StudyOptions<P>, Defaulted>> & { readonly space: Space; readonly storage: Storage };

/** What the parts of one study share. */
export interface StudyParts {
  /** Of this study object; unique. */
  readonly id: string;
  readonly options: ResolvedOptions;
  readonly log: EventLog;
  readonly reports: ReportLog;
  readonly heldTrials: HeldTrials;
  readonly leaseExpiry: LeaseExpiry;
  readonly replicates: Replicates;
  readonly scratch: Scratch;
  /** Of each call of the strategy. */
  readonly timeLimit: TimeLimit;
  /** What each claim is stored with; empty without a lease. */
  readonly leaseTerms: { readonly lease?: LeaseTerms };
  /** A claim token that no other claim has. */
  newToken(): string;
  isDisposed: boolean;
  /** @throws STUDY_CLOSED */
  assertOpen(): void;
}
