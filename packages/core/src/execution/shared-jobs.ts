import type { Outcome } from '../study/trial.ts';
import type { JobContext } from './executor.ts';

/** How many outcomes are kept for callers that come back. */
const KEPT = 1000;

interface SharedJob {
  readonly outcome: Promise<Outcome>;
  readonly reports: JobContext['report'][];
  readonly abort: AbortController;
}

/**
 * Makes an executor idempotent: a job is evaluated once for each id. A caller that runs it again while
 * it runs gets the same reports and outcome; later, its outcome. It stops when any caller aborts.
 */
export class SharedJobs {
  readonly #running = new Map<string, SharedJob>();
  readonly #ended = new Map<string, Outcome>();

  run(
    id: string,
    { signal, report }: JobContext,
    evaluate: (context: JobContext) => Promise<Outcome>,
  ): Promise<Outcome> {
    const ended = this.#ended.get(id);
    if (ended !== undefined) return Promise.resolve(ended);
    const known = this.#running.get(id);
    const job = known ?? this.#begin(id, evaluate);
    job.reports.push(report);
    const stop = (): void => job.abort.abort(signal.reason);
    if (signal.aborted) stop();
    else {
      signal.addEventListener('abort', stop, { once: true });
      void job.outcome.then(() => signal.removeEventListener('abort', stop));
    }
    return job.outcome;
  }

  /** Resolves once no job runs. */
  async settled(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ outcome }) => outcome));
  }

  #begin(id: string, evaluate: (context: JobContext) => Promise<Outcome>): SharedJob {
    const reports: JobContext['report'][] = [];
    const abort = new AbortController();
    const outcome = (async () => {
      // The caller is registered first, so that nothing is reported to no one.
      await undefined;
      const result = await evaluate({
        signal: abort.signal,
        report: (step, value, total) => {
          for (const report of reports) report(step, value, total);
        },
      });
      this.#end(id, result);
      return result;
    })();
    const job = { outcome, reports, abort };
    this.#running.set(id, job);
    return job;
  }

  #end(id: string, outcome: Outcome): void {
    this.#running.delete(id);
    this.#ended.set(id, outcome);
    if (this.#ended.size > KEPT) this.#ended.delete(this.#ended.keys().next().value!);
  }
}
