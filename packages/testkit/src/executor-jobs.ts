import { fail } from 'node:assert/strict';
import type { Executor, Job, Outcome, Point } from '@tune/core';

/** A job whose evaluation behaves as the name says. */
export function jobOf(trial: number, behavior: string, more: Partial<Job> = {}): Job {
  const { study = 'suite', attempt = 1 } = more;
  const point: Point = { x: 0.25, behavior };
  return { id: `${study}/${trial}/${attempt}`, study, trial, attempt, point, seed: 11, ...more };
}

/** An intermediate value as the caller of a job got it. */
export type ReportedValue = readonly [step: number, value: number, total?: number | undefined];

/** A job that was given to an executor. */
export class StartedJob {
  /** What has been reported so far. */
  readonly reports: ReportedValue[] = [];
  readonly outcome: Promise<Outcome>;
  readonly #abort = new AbortController();
  readonly #firstReport: Promise<void>;

  constructor(executor: Executor, job: Job, abortedFor?: string) {
    if (abortedFor !== undefined) this.abort(abortedFor);
    let onReport = (): void => undefined;
    this.#firstReport = new Promise((resolve) => (onReport = resolve));
    this.outcome = executor.run(job, {
      signal: this.#abort.signal,
      report: (...reported) => {
        this.reports.push(reported);
        onReport();
      },
    });
    // A rejection is for those who await the outcome.
    this.outcome.catch(() => undefined);
  }

  abort(reason: string): void {
    this.#abort.abort(reason);
  }

  /** Resolves with the first report: the evaluation is at work. */
  async reported(): Promise<ReportedValue> {
    const outcome = await Promise.race([this.#firstReport, this.outcome]);
    const [first] = this.reports;
    return first ?? fail(`the job ended without a report: ${JSON.stringify(outcome)}`);
  }
}

/** Gives a job to an executor. */
export const startJob = (executor: Executor, job: Job): StartedJob => new StartedJob(executor, job);

/** Gives a job to an executor and waits for its outcome. */
export const outcomeOf = (executor: Executor, job: Job): Promise<Outcome> =>
  startJob(executor, job).outcome;

/** State and values, or state and reason: metrics are the executor's own. */
export function plainOutcome(outcome: Outcome): object {
  if (outcome.state === 'complete') return { state: outcome.state, values: outcome.values };
  return { state: outcome.state, reason: outcome.reason };
}
