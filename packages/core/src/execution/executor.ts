import type { EnvironmentInfo, SetupContext } from '../environment.ts';
import type { Json } from '../json.ts';
import type { Point } from '../space/space.ts';
import type { Outcome } from '../study/trial.ts';

/** Where another process finds the objective. */
export interface ObjectiveReference {
  readonly module: string;
  /** Behind slashes, properties of an export: `default/objectives/mine`. */
  readonly export: string;
  readonly version: string;
  readonly options: Json;
  /** Take what its `test()` makes instead: see {@link Objective.test}. */
  readonly isTest?: boolean;
}

/** One evaluation: plain JSON, so that it can travel. */
export interface Job {
  /** `study/trial/attempt`, unique: running a job of the same id again joins it. */
  readonly id: string;
  readonly study: string;
  readonly trial: number;
  readonly attempt: number;
  /** Where the objective is; missing if it is a function of this process. */
  readonly objective?: ObjectiveReference;
  readonly point: Point;
  readonly fidelity?: number;
  readonly seed: number;
  /** How long the evaluation may take; after that it is stopped, and the trial has failed. */
  readonly timeoutMs?: number;
}

/** What the factory of an executor gets besides its options, from the command line for example. */
export interface ExecutorContext {
  /** What it is to evaluate; each job names it too. */
  readonly objective: ObjectiveReference;
  /** How many jobs are wanted at once. An executor that runs fewer says so in its `concurrency`. */
  readonly concurrency: number;
  /** Takes what evaluations print. */
  onOutput(text: string): void;
}

/** What a job is run with. */
export interface JobContext {
  /** Aborted when the job is to stop; the reason says why. It ends as cancelled, or as what it became before. */
  readonly signal: AbortSignal;
  /** Called for each intermediate value, in order, until the job has ended. */
  report(step: number, value: number, total?: number): void;
}

/** Evaluates jobs somewhere. Every implementation passes the executor suite of `@tune/testkit`. */
export interface Executor {
  /** How many jobs it can run at once. The caller keeps to it. */
  readonly concurrency: number;
  /**
   * Gets ready before the first job, once however often it is called, and says what it computes with.
   * `run` does it too, but then a failure is that of a trial.
   */
  setup?(context: SetupContext): Promise<readonly EnvironmentInfo[]>;
  /**
   * Resolves with what came of the job. A throw, a time-out or a dead process is an outcome, never a
   * rejection. Running a job of the same id again joins the running one, or gives its outcome.
   * @throws EXECUTOR_CLOSED
   */
  run(job: Job, context: JobContext): Promise<Outcome>;
  /** Jobs that still run end as cancelled at once, whether they listen or not. */
  close(reason?: string): Promise<void>;
}
