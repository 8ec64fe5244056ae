import type { Json } from './json.ts';
import type { Outcome } from './trial.ts';
import type { Point } from './space.ts';

/** Where another process finds the objective. */
export interface ObjectiveReference {
  readonly module: string;
  readonly export: string;
  readonly version: string;
  readonly options: Json;
  /** What its `test()` makes instead: see {@link Objective.test}. */
  readonly isTest?: boolean;
}

/** One evaluation to be done: plain JSON, so that it can travel. */
export interface Job {
  readonly trialId: number;
  readonly attempt: number;
  /** Fencing token: an outcome with another one is of an older attempt. */
  readonly token: string;
  /** Missing where the objective is a function of this process. */
  readonly objective?: ObjectiveReference;
  readonly point: Point;
  readonly fidelity?: number;
  readonly seed: number;
  /** How long the evaluation may take; then it is stopped, and the trial has failed. */
  readonly timeoutMs?: number;
}

export type ExecutorEvent =
  | {
      readonly type: 'reported';
      readonly trialId: number;
      readonly step: number;
      readonly value: number;
      readonly total?: number;
    }
  | {
      readonly type: 'ended';
      readonly trialId: number;
      readonly attempt: number;
      readonly token: string;
      readonly outcome: Outcome;
    }
  /** A slot is free that was not: where several share an executor, another one's job has ended. */
  | { readonly type: 'freed' };

/** Evaluates jobs somewhere. Events outlive the caller: one that comes back can `recover`. */
export interface Executor {
  /** How many jobs could be submitted now. A job holds its slot until its end has been read. */
  slots(): number;
  submit(job: Job): void;
  /** The signal of the job aborts with the reason; it ends as `cancelled`, or as what it became before. */
  cancel(trialId: number, reason: string): void;
  /** Takes up jobs that were submitted by an earlier process. */
  recover(jobs: readonly Job[]): Promise<void>;
  /** Every report and end, in order; ends after `close`. One consumer. */
  outcomes(): AsyncIterable<ExecutorEvent>;
  /** Jobs that still run end as `cancelled` at once, whether they listen or not. */
  close(reason?: string): Promise<void>;
}
