import { startTimer } from '../execution/timer.ts';
import type { Storage } from '../storage/storage.ts';
import type { TrialReport } from './events.ts';
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
      const batch = this.#batch;
      this.#batch = [];
      const write = (): Promise<void> => this.#storage.addReports(this.#study, batch);
      this.#isWriting += 1;
      this.#writing = this.#writing
        .then(write, write)
        .catch((error: unknown) => {
          // What could not be written comes first at the next try.
          this.#batch = [...batch, ...this.#batch];
          throw error;
        })
        .finally(() => (this.#isWriting -= 1));
      this.#writing.catch(() => undefined);
    }
    return this.#writing;
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
