import type { Direction } from './direction.ts';
import type { Json } from './json.ts';
import type { Point } from './space.ts';
import type { Budget } from './strategy.ts';
import type { Outcome } from './trial.ts';

/** A promise to give signs of life: who runs a trial, and how long it is his without one. */
export interface LeaseTerms {
  readonly holder: string;
  readonly ms: number;
}

interface Attempt {
  readonly number: number;
  readonly attempt: number;
  readonly token: string;
}

interface At<Type extends string> {
  readonly type: Type;
  /** When, by the clock of the study that wrote it. */
  readonly at: number;
}

/** Append-only facts about one study. */
export type StudyFact =
  | (At<'study-created'> & {
      readonly space: Json;
      readonly fingerprint: string;
      readonly direction: Direction;
      readonly strategy: string;
      readonly seed: number;
      readonly evaluationSeed?: number;
      readonly budget?: Budget;
      /** What values may depend on besides point and seed: backend, instruction set. */
      readonly surroundings?: Readonly<Record<string, string>>;
    })
  | (At<'budget-changed'> & { readonly budget: Budget })
  /** A point that somebody wants evaluated; it waits for the next ask. */
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
  /** A trial that is there already runs (again): one that waited, was cut off, or lost its process. */
  | (At<'trial-taken'> & Attempt & { readonly lease?: LeaseTerms })
  /** All that the holder runs is alive. */
  | (At<'heartbeat'> & { readonly holder: string })
  | (At<'trial-reported'> & {
      readonly number: number;
      readonly attempt: number;
      readonly step: number;
      readonly value: number;
    })
  | (At<'trial-ended'> & Attempt & { readonly outcome: Outcome; readonly evaluateSeconds: number });

/** Facts that nothing could bring back, where the others would only be computed again. */
const IRRETRIEVABLE: ReadonlySet<StudyFact['type']> = new Set([
  'study-created',
  'budget-changed',
  'trial-enqueued',
  'trial-ended',
]);

/** Whether a storage has to have it on disk, past a power cut, before it says that it is stored. */
export function mustSurvive({ type }: StudyFact): boolean {
  return IRRETRIEVABLE.has(type);
}
