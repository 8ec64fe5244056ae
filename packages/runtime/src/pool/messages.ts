import type { Fact, Job, ObjectiveReference, Outcome } from '@tune/core';

/** What a child is started with, as JSON on its command line. */
export interface WorkerOptions {
  readonly memoryLimitBytes?: number | undefined;
}

/** What a child is told. One job at a time. */
export type ToChild =
  | {
      readonly type: 'setup';
      readonly objective: ObjectiveReference;
      readonly threads?: number;
    }
  | { readonly type: 'evaluate'; readonly job: Job }
  /** What is going on, a set-up or an evaluation, is to stop. */
  | { readonly type: 'cancel'; readonly reason: string }
  /** No further job comes: dispose and end. */
  | { readonly type: 'end' };

/** What a child tells. */
export type FromChild =
  | { readonly type: 'progress'; readonly message: string }
  | { readonly type: 'ready'; readonly facts: readonly Fact[] }
  | { readonly type: 'unready'; readonly fault: Fault }
  | {
      readonly type: 'reported';
      readonly step: number;
      readonly value: number;
      readonly total?: number;
    }
  | {
      readonly type: 'ended';
      readonly outcome: Outcome;
      /** The most memory that the process had during the evaluation. */
      readonly peakBytes: number;
      /** What it has now, after the evaluation. */
      readonly residentBytes: number;
    };

/** An error on its way between processes; `code` and `details` where it is one of ours. */
export interface Fault {
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}
