import type { Direction } from '../direction.ts';
import type { Json } from '../json.ts';
import type { Point } from '../space/space.ts';
import type { Budget } from '../study/budget.ts';
import type { LeaseTerms } from '../leases/lease.ts';
import type { Outcome, Report } from '../study/trial.ts';

/** What a strategy or an objective is known by: two with the same fields are the same. */
export interface Identity {
  readonly name: string;
  readonly preset?: string;
  readonly options?: Json;
  readonly version?: string;
}

interface At<Type extends string> {
  readonly type: Type;
  /** When, by the clock of the study that wrote it, in milliseconds. */
  readonly at: number;
}

interface Attempt {
  readonly number: number;
  readonly attempt: number;
  readonly token: string;
}

/** What changes a study: its log is a list of such events, append-only. */
export type StudyEvent =
  | (At<'study-created'> & {
      /** Unique: two studies of one name in different storages are different studies. */
      readonly id: string;
      readonly space: Json;
      readonly fingerprint: string;
      readonly directions: readonly Direction[];
      readonly strategy: Identity;
      readonly objective?: Identity;
      readonly seed: number;
      readonly evaluationSeed?: number;
      readonly budget?: Budget;
      /** What values may depend on besides point and seed, by label: backend, instruction set. */
      readonly environment?: Readonly<Record<string, string>>;
    })
  | (At<'budget-changed'> & { readonly budget: Budget })
  /** A point that a user wants evaluated; it waits for the next ask. */
  | (At<'trial-enqueued'> & {
      readonly number: number;
      readonly point: Point;
      readonly seed: number;
    })
  /** A suggestion became a running trial. */
  | (At<'trial-started'> &
      Attempt & {
        readonly point: Point;
        readonly fidelity?: number;
        readonly meta?: Json;
        readonly seed: number;
        readonly suggestSeconds: number;
        readonly lease?: LeaseTerms;
      })
  /** A trial that exists runs (again): it waited, was cut off, or lost its process. */
  | (At<'trial-claimed'> & Attempt & { readonly lease?: LeaseTerms })
  | (At<'trial-ended'> & Attempt & { readonly outcome: Outcome; readonly evaluateSeconds: number })
  /** The next new trial belongs to this holder; others wait. Written after lost races, so that a slow strategy gets its turn. */
  | (At<'turn-reserved'> & { readonly token: string; readonly lease: LeaseTerms })
  | (At<'turn-released'> & { readonly token: string });

/** An intermediate value on its way to the storage, where it is kept beside the events. */
export interface TrialReport extends Report {
  readonly number: number;
  readonly attempt: number;
}

/** Events that cannot be computed again. */
const IRRETRIEVABLE: ReadonlySet<StudyEvent['type']> = new Set([
  'study-created',
  'budget-changed',
  'trial-enqueued',
  'trial-ended',
]);

/** Whether a storage must have the event on disk, safe from a power cut, before it acknowledges it. */
export function requiresFsync({ type }: StudyEvent): boolean {
  return IRRETRIEVABLE.has(type);
}
