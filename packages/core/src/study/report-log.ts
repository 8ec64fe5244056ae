import { ReportFilter } from '../execution/report-filter.ts';
import { startTimer, yieldToEventLoop } from '../execution/timer.ts';
import type { Storage } from '../storage/storage.ts';
import type { TrialReport } from '../events/events.ts';
import type { Report, Trial } from './trial.ts';

/** How long a report may wait until it is stored with others. */
const WAIT_MS = 100;

/** How many reports are written at once: signals must not wait for more. */
const MAX_BATCH = 2000;

type AttemptOf = Pick<Trial, 'number' | 'attempt'>;

/** The filter of an attempt that reports. */
interface Filtered {
  readonly attempt: number;
  readonly filter: ReportFilter<TrialReport>;
}

/**
 * Stores reports in batches: one write for many, and none that holds an evaluation up. Of each attempt
 * it stores those that its filter keeps.
 */
export class ReportLog {
  readonly #storage: Storage;
  readonly #study: string;
  readonly #id: () => string | undefined;
  readonly #filters = new Map<number, Filtered>();
  #batch: TrialReport[] = [];
  #stop: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isWriting = 0;

  /** @param id  that of the study, once it is created */
  constructor(storage: Storage, study: string, id: () => string | undefined) {
    this.#storage = storage;
    this.#study = study;
    this.#id = id;
  }

  /** Whether a report may not be stored yet. */
  get isPending(): boolean {
    return this.#batch.length > 0 || this.#isWriting > 0;
  }

  /** Whether the report is kept, and so will be stored. */
  add(report: TrialReport): boolean {
    const { number, attempt } = report;
    let filtered = this.#filters.get(number);
    if (filtered?.attempt !== attempt) {
      filtered = { attempt, filter: new ReportFilter() };
      this.#filters.set(number, filtered);
    }
    if (!filtered.filter.takes(report)) return false;
    this.#push(report);
    return true;
  }

  /** Call it when an attempt ends. @returns its last report, if that was not kept until now */
  finish({ number, attempt }: AttemptOf): TrialReport | undefined {
    const filtered = this.#filters.get(number);
    if (filtered === undefined || filtered.attempt !== attempt) return undefined;
    this.#filters.delete(number);
    const last = filtered.filter.finish();
    if (last !== undefined) this.#push(last);
    return last;
  }

  #push(report: TrialReport): void {
    this.#batch.push(report);
    // A fault is met again by the flush before the trial's outcome.
    this.#stop ??= startTimer(WAIT_MS, () => void this.flush().catch(() => undefined));
  }

  /** Resolves once all reports so far are stored. */
  flush(): Promise<void> {
    this.#stop?.();
    this.#stop = undefined;
    if (this.#batch.length > 0) {
      const write = (): Promise<void> => this.#write();
      this.#isWriting += 1;
      this.#writing = this.#writing.then(write, write).finally(() => (this.#isWriting -= 1));
      this.#writing.catch(() => undefined);
    }
    return this.#writing;
  }

  /** One write at a time: what could not be written stays first in line. */
  async #write(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    for (let from = 0; from < batch.length; from += MAX_BATCH) {
      if (from > 0) await yieldToEventLoop();
      const part = batch.length <= MAX_BATCH ? batch : batch.slice(from, from + MAX_BATCH);
      try {
        await this.#storage.addReports(this.#study, part, this.#id());
      } catch (error) {
        this.#batch = [...batch.slice(from), ...this.#batch];
        throw error;
      }
    }
  }

  /** The reports of a trial's latest attempt, by their steps. */
  async read({ number, attempt }: AttemptOf): Promise<readonly Report[]> {
    await this.flush();
    return readReports(this.#storage, this.#study, { number, attempt });
  }
}

/** The stored reports of an attempt by their steps, of each step the first. */
export async function readReports(
  storage: Storage,
  study: string,
  { number, attempt }: AttemptOf,
): Promise<readonly Report[]> {
  const reports: Report[] = [];
  let isAscending = true;
  for await (const report of storage.readReports(study, { trial: number })) {
    if (report.attempt !== attempt) continue;
    const { step, value } = report;
    isAscending &&= reports.length === 0 || reports.at(-1)!.step < step;
    reports.push({ step, value });
  }
  return isAscending ? reports : byStep(reports);
}

/** Sorting keeps the order of equal steps, so the first of them is the one that came first. */
const byStep = (reports: readonly Report[]): Report[] =>
  reports
    .toSorted((a, b) => a.step - b.step)
    .filter(({ step }, index, sorted) => sorted[index - 1]?.step !== step);
