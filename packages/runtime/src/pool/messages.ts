import type { EnvironmentInfo, Job, ObjectiveReference, Outcome } from '@tune/core';

/** What a child is started with, as JSON on its command line. */
export interface ChildArguments {
  readonly memoryLimitBytes?: number | undefined;
}

/**
 * The file descriptor of a child on which messages travel, both ways, one a line of JSON. The channel of
 * `fork` is not for code that is not trusted: bytes that are not a message end the parent.
 */
export const CHANNEL = 3;

/** The file descriptor on which a child that used too much memory says how much, as its last act. */
export const MEMORY_NOTE = 4;

/** The longest message of a child, in bytes. */
export const MAX_MESSAGE_BYTES = 4 * 2 ** 20;

/** Messages to a child, which evaluates one job at a time. */
export type ToChild =
  | {
      readonly type: 'setup';
      readonly objective: ObjectiveReference;
      readonly threads?: number;
    }
  | { readonly type: 'evaluate'; readonly job: Job }
  /** Stop the set-up or the evaluation. */
  | { readonly type: 'cancel'; readonly reason: string }
  /** No further job comes: dispose and end. */
  | { readonly type: 'end' };

/** Messages from a child; those about a job carry its id. */
export type FromChild =
  | { readonly type: 'progress'; readonly message: string }
  | { readonly type: 'ready'; readonly infos: readonly EnvironmentInfo[] }
  | { readonly type: 'setup-failed'; readonly error: ErrorMessage }
  | {
      readonly type: 'reported';
      readonly id: string;
      readonly step: number;
      /** NaN and infinite values travel as text. */
      readonly value: number;
      readonly total?: number;
    }
  | {
      readonly type: 'ended';
      readonly id: string;
      readonly outcome: Outcome;
      /** When the evaluation began: milliseconds since 1970. */
      readonly beganAt: number;
      /** The most memory that the process had during the evaluation. */
      readonly peakBytes: number;
      /** How much it has after the evaluation. */
      readonly residentBytes: number;
      /** Something of an earlier or of this evaluation went on and failed: evaluate nothing else there. */
      readonly isWorn: boolean;
    }
  /** The objective could not be disposed of; the process ends all the same. */
  | { readonly type: 'dispose-failed'; readonly error: ErrorMessage }
  /** The code of this job ends the process, although another one may be at work. */
  | { readonly type: 'exiting'; readonly id: string };

/** An error as it travels between processes; with `code` and `details` if it is an error of tune. */
export interface ErrorMessage {
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}
