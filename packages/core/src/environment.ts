/** A line about what a run computes with: `backend  tensorflow 2.19.1, CPU`. */
export interface EnvironmentInfo {
  readonly label: string;
  readonly value: string;
  /** Values or points may depend on it: it is stored, and a study that resumes under another one says so. */
  readonly affectsResults?: true;
}

/** Something that was different when the study was created. */
export interface EnvironmentChange {
  readonly label: string;
  readonly before: string;
  readonly now: string;
}

/** What a set-up may use. It reports its progress in plain sentences and stops when the signal aborts. */
export interface SetupContext {
  readonly signal: AbortSignal;
  /** How many threads one evaluation should use, if several run side by side; by default its own choice. */
  readonly threads?: number;
  progress(message: string): void;
}
