import { startTimer } from '../execution/timer.ts';
import type { Storage } from '../storage/storage.ts';
import type { TrialReport } from '../events/events.ts';
import type { Report, Trial } from './trial.ts';

/** How long a report may wait until it is stored with others. */
const WAIT_MS = 100;

/** Stores reports in batches: one write for many, and none that holds an evaluation up. */
export class ReportLog {
  readonly #storage: Storage;
  readonly #study: string;
  #batch: TrialReport[] = [];
  #stop: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isWriting = 0;

  constructor(storage: Storage, study: string) {
    this.#storage = storage;
    this.#study = study;
  }

  /** Whether a report may not be stored yet. */
  get isPending(): boolean {
    return this.#batch.length > 0 || this.#isWriting > 0;
  }

  add(report: TrialReport): void {
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
    if (batch.length === 0) return;
    this.#batch = [];
    try {
      await this.#storage.addReports(this.#study, batch);
    } catch (error) {
      this.#batch = [...batch, ...this.#batch];
      throw error;
    }
  }

  /** The reports of a trial's latest attempt, in order. */
  async read({ number, attempt }: Pick<Trial, 'number' | 'attempt'>): Promise<readonly Report[]> {
    await this.flush();
    return readReports(this.#storage, this.#study, { number, attempt });
  }
}

/** The stored reports of an attempt, in order. */
export async function readReports(
  storage: Storage,
  study: string,
  { number, attempt }: Pick<Trial, 'number' | 'attempt'>,
): Promise<readonly Report[]> {
  const reports: Report[] = [];
  for await (const report of storage.readReports(study, { trial: number })) {
    if (report.attempt !== attempt) continue;
    reports.push({ step: report.step, value: report.value });
  }
  return reports;
}
